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
 * @param attempts how many attempts were charged before
 * @param enqueuedAt since when it is owed
 * @param parking how it waited for something outside, or null where it never did
 * @param batchLimit how many rows a batch with this one may have at most, or null for any number
 */
public record Lease(
        long rowId,
        String token,
        DeploymentRecord record,
        int attempts,
        Instant enqueuedAt,
        @Nullable Parking parking,
        @Nullable Integer batchLimit) {

    /**
     * How a row waited.
     *
     * @param since since when, over all its parkings for the same thing
     * @param times how often it asked and was parked, for the same thing
     * @param waitingFor what for
     */
    public record Parking(Instant since, int times, WaitingFor waitingFor) {}
}
