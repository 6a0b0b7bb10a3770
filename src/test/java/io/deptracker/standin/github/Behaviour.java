package io.deptracker.standin.github;

import java.util.Optional;

/**
 * A scripted answer: it sees each valid call before it is answered normally. It runs on the thread of its call and outside
 * every lock, so it may wait for a test without holding up other calls.
 */
@FunctionalInterface
public interface Behaviour {
    /** What to answer, or empty for the normal answer. */
    Optional<Reply> on(Call call) throws InterruptedException;
}
