package io.deptracker.delivery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The schedule by which rows are tried again.
 *
 * @param maxAttempts the number of charged attempts of a row
 * @param backoff the waits after passing faults
 * @param parkSchedule the waits of a parked row, the last one repeated; at least one
 * @param parkLimit how long a row stays parked at most
 * @param random the source of jitter
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
