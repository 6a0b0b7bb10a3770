package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Brings rows back whose instants were stamped by a clock that showed another time than now: set back since, or not yet
 * set when a node came up. No row waits for longer than what it waits for could ever have given it.
 */
public final class ClockSkewRepair {
    /** No clock that was set has shown an earlier time to this program. */
    private static final Instant NOT_YET_SET = Instant.parse("2020-01-01T00:00:00Z");

    private final OutboxFile file;
    private final InstantSource clock;
    private final Duration longestRetry;
    private final Duration longestParking;

    /**
     * @param file the outbox
     * @param clock tells the time now
     * @param longestRetry the longest wait after a fault
     * @param longestParking the longest wait of a parked row
     */
    public ClockSkewRepair(OutboxFile file, InstantSource clock, Duration longestRetry, Duration longestParking) {
        this.file = file;
        this.clock = clock;
        this.longestRetry = longestRetry;
        this.longestParking = longestParking.compareTo(longestRetry) > 0 ? longestParking : longestRetry;
    }

    /** Makes rows due that would wait too long, and says how many. */
    int pullIn() {
        return file.write(tx -> {
            Instant now = clock.instant();
            if (now.isAfter(NOT_YET_SET)) {
                // Otherwise a row would have waited for its attestation for years.
                tx.update(UpkeepSql.RESET_PARKED_SINCE, now, now, NOT_YET_SET);
            }
            return tx.update(UpkeepSql.PULL_IN_FROM_THE_FUTURE, now, now, now, now)
                    + tx.update(UpkeepSql.PULL_IN_PENDING, now, now.plus(longestRetry))
                    + tx.update(UpkeepSql.PULL_IN_PARKED, now, now.plus(longestParking))
                    + tx.update(UpkeepSql.PULL_IN_ASKING, now, now.plus(longestParking));
        });
    }
}
