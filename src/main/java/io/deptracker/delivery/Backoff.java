package io.deptracker.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after faults: doubling from a base up to a cap.
 *
 * @param base the first wait
 * @param cap the longest wait
 */
public record Backoff(Duration base, Duration cap) {
    private static final int DOUBLINGS = 30;

    /** The wait after so many faults before this one. */
    public Duration after(int faults) {
        long millis = base.toMillis() << Math.min(faults, DOUBLINGS);
        return millis <= 0 || millis > cap.toMillis() ? cap : Duration.ofMillis(millis);
    }

    /** The same with full jitter: anything up to it, so that what failed together does not come back together. */
    public Duration jittered(int faults, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(after(faults).toMillis() + 1));
    }
}
