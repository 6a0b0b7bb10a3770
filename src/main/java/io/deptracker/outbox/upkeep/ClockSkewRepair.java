package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The repair of rows whose instants come from a wrong clock: one that was set back since, or was not set yet when a node
 * started. Afterwards no row waits longer than its longest possible wait. Used by the upkeep thread.
 */
public final class ClockSkewRepair {
    /** Any earlier time comes from a clock that was not set. */
    private static final Instant NOT_YET_SET = Instant.parse("2020-01-01T00:00:00Z");

    private final OutboxFile file;
    private final InstantSource clock;
    private final Duration longestRetry;
    private final Duration longestParking;

    /**
     * Creates a repair of an outbox.
     *
     * @param file the outbox
     * @param clock the wall clock
     * @param longestRetry the longest wait after a fault
     * @param longestParking the longest wait of a parked row
     */
    public ClockSkewRepair(OutboxFile file, InstantSource clock, Duration longestRetry, Duration longestParking) {
        this.file = file;
        this.clock = clock;
        this.longestRetry = longestRetry;
        this.longestParking = longestParking.compareTo(longestRetry) > 0 ? longestParking : longestRetry;
    }

    /** Makes rows due that would wait too long; returns their number. */
    int pullIn() {
        return file.write(tx -> {
            Instant now = clock.instant();
            if (now.isAfter(NOT_YET_SET)) {
                // Otherwise a row would seem to have waited for its attestation for years.
                tx.update(UpkeepSql.RESET_PARKED_SINCE, now, now, NOT_YET_SET);
            }
            return tx.update(UpkeepSql.PULL_IN_FROM_THE_FUTURE, now, now, now, now)
                    + tx.update(UpkeepSql.PULL_IN_PENDING, now, now.plus(longestRetry))
                    + tx.update(UpkeepSql.PULL_IN_PARKED, now, now.plus(longestParking))
                    + tx.update(UpkeepSql.PULL_IN_ASKING, now, now.plus(longestParking));
        });
    }
}
