package io.deptracker.outbox;

import io.deptracker.record.DeploymentRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease of a row in flight. It may be settled once, with its token, until it expires.
 *
 * @param rowId the row's id
 * @param token identifies this lease of the row
 * @param record the record to be delivered
 * @param history the row's earlier calls
 * @param enqueuedAt when the row was added
 * @param parking how long the row has been parked; null if it never was
 * @param batchLimit the most rows that a batch with this one may have; null for any number
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
     * The earlier calls of a row.
     *
     * @param attempts the number of attempts charged
     * @param tries the number of calls that contained the row and ended without a verdict on it
     * @param acceptedAtFault the number of calls that GitHub had accepted at the row's last fault; null if there was none
     * @param wasAccepted whether GitHub has accepted a record of the row's deployment
     */
    public record History(int attempts, int tries, @Nullable Long acceptedAtFault, boolean wasAccepted) {
        /** The history of a row that no call has contained yet. */
        public static final History NONE = new History(0, 0, null, false);
    }

    /**
     * The wait of a parked row.
     *
     * @param since when it was first parked for this reason
     * @param times how often GitHub was asked while it was parked for this reason
     * @param parkReason the reason
     */
    public record Parking(Instant since, int times, ParkReason parkReason) {}

    /** Returns the number of attempts charged. */
    public int attempts() {
        return history.attempts();
    }
}
