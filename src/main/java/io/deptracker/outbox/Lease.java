package io.deptracker.outbox;

import io.deptracker.record.DeploymentRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that is in flight. It may be settled once, with its token, until it expires.
 *
 * @param rowId the row's id
 * @param token proves that the lease is still this one
 * @param record what is owed
 * @param history what became of the row before
 * @param enqueuedAt when the row was written
 * @param parking how it waited for something outside, or null if it never did
 * @param batchLimit how many rows a batch with this one may have at most, or null for any number
 */
public record Lease(
        long rowId,
        String token,
        DeploymentRecord record,
        History history,
        Instant enqueuedAt,
        @Nullable Parking parking,
        @Nullable Integer batchLimit) {

    /**
     * What became of a row before.
     *
     * @param attempts how many attempts were charged
     * @param tries how many calls carried it and ended without a verdict on it
     * @param acceptedAtFault how many calls GitHub had accepted when it met its last fault; null if it met none
     * @param wasAccepted whether GitHub has accepted a record of its deployment
     */
    public record History(int attempts, int tries, @Nullable Long acceptedAtFault, boolean wasAccepted) {
        /** A row that no call has carried yet. */
        public static final History NONE = new History(0, 0, null, false);
    }

    /**
     * How a row waited.
     *
     * @param since since when, over all its parkCount for the same thing
     * @param times how often GitHub was asked, for the same thing
     * @param parkReason what for
     */
    public record Parking(Instant since, int times, ParkReason parkReason) {}

    /** Returns how many attempts were charged before. */
    public int attempts() {
        return history.attempts();
    }
}
