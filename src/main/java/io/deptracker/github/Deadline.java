package io.deptracker.github;

import java.time.Duration;

/**
 * An instant by which an operation must have ended, on a clock that cannot be set.
 *
 * @param nanoTime the instant, as {@link System#nanoTime} counts
 */
public record Deadline(long nanoTime) {
    /** Returns the deadline that is that far in the future. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Returns the time left, negative once it has passed. */
    public Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    /** Returns the earlier of the two. */
    Deadline earlier(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }
}
