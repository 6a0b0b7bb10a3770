package io.deptracker.delivery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When rows are tried again.
 *
 * @param maxAttempts how many charged attempts a row has
 * @param backoff the waits after passing faults
 * @param parkSchedule the waits of a parked row, the last one repeated; at least one
 * @param parkLimit for how long a row is parked at most
 * @param random jitter
 */
public record RetryPolicy(
        int maxAttempts, Backoff backoff, List<Duration> parkSchedule, Duration parkLimit, RandomGenerator random) {

    Duration retryIn(int attempts) {
        return backoff.jittered(attempts, random);
    }

    Duration parkFor(int parkCount) {
        return parkSchedule.get(Math.min(parkCount, parkSchedule.size() - 1));
    }
}
