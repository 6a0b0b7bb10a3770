package io.deptracker.standin.github;

import java.util.Optional;

/**
 * A scripted response: it sees each valid call before the normal response. It runs on the thread of its call and
 * outside every lock, so it may wait for a test without delaying other calls.
 */
@FunctionalInterface
public interface Behaviour {
    /** Returns the response, or empty for the normal one. */
    Optional<Reply> on(Call call) throws InterruptedException;
}
