package io.deptracker.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits after faults, which double from a base up to a cap.
 *
 * @param base the first wait
 * @param cap the longest wait
 */
public record Backoff(Duration base, Duration cap) {
    private static final int DOUBLINGS = 30;

    /** Returns the wait before the next attempt after that many earlier faults. */
    public Duration after(int faults) {
        long millis = base.toMillis() << Math.min(faults, DOUBLINGS);
        return millis <= 0 || millis > cap.toMillis() ? cap : Duration.ofMillis(millis);
    }

    /**
     * Returns a wait with full jitter: anything up to {@link #after}, so that what failed together is not retried
     * together.
     */
    public Duration jittered(int faults, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(after(faults).toMillis() + 1));
    }
}
