package io.deptracker.github;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * An instant by which an operation must have ended, on a clock that cannot be set.
 *
 * @param nanoTime the instant, as the ticker counts
 * @param ticker the clock: nanoseconds from an arbitrary origin, as {@link System#nanoTime} counts them
 */
public record Deadline(long nanoTime, LongSupplier ticker) {
    /** Returns the deadline that is that far in the future. */
    public static Deadline in(Duration time) {
        return in(time, System::nanoTime);
    }

    /** Returns the deadline that is that far in the future, by another clock. */
    public static Deadline in(Duration time, LongSupplier ticker) {
        return new Deadline(ticker.getAsLong() + time.toNanos(), ticker);
    }

    /** Returns the time left, negative once it has passed. */
    public Duration left() {
        return Duration.ofNanos(nanoTime - ticker.getAsLong());
    }

    /** Returns the same deadline, or the one that is that far in the future if that is earlier. */
    Deadline within(Duration time) {
        return left().compareTo(time) <= 0 ? this : in(time, ticker);
    }
}
