package io.deptracker.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A decision on a leased row, which {@link LeaseQueue#settle} applies to the file. */
public sealed interface Transition {
    /** Returns the lease to be settled. */
    Lease lease();

    /**
     * Ends a row whose record GitHub stored. Rows that waited for the attestation of its digest, or were given up, become due.
     */
    record Deliver(Lease lease) implements Transition {}

    /**
     * Ends the lease without charging an attempt: GitHub gave no verdict on the record and has not stored it.
     *
     * @param dueAt when the row is due again
     * @param batchLimit the most rows that a batch with this row may have from now on; null for any number
     * @param error the error; null to keep the previous one
     * @param isTry whether GitHub rejected the record for a reason that applies to all records
     */
    record HandBack(
            Lease lease,
            Instant dueAt,
            @Nullable Integer batchLimit,
            @Nullable String error,
            boolean isTry) implements Transition {
        /** Hands back a row about which the call revealed nothing. */
        public HandBack(Lease lease, Instant dueAt, @Nullable Integer batchLimit, @Nullable String error) {
            this(lease, dueAt, batchLimit, error, false);
        }
    }

    /**
     * Retries a row after a call without a clear response: GitHub may have stored its record.
     *
     * @param dueAt when the row is due again
     * @param batchLimit the most rows that a batch with this row may have from now on; null for any number
     * @param error the error
     * @param charged whether one attempt is charged
     */
    record Retry(Lease lease, Instant dueAt, @Nullable Integer batchLimit, String error, boolean charged)
            implements Transition {}

    /**
     * Parks the row until an outside condition changes. All rows of a digest without an artifact wait until one of them asks
     * again.
     *
     * @param parkReason what the row waits for
     * @param dueAt when the row is due again, or when GitHub is asked for the artifact again
     * @param error the error
     */
    record Park(Lease lease, ParkReason parkReason, Instant dueAt, String error) implements Transition {}

    /**
     * Ends the wait for an attestation, such as that of an image that was built elsewhere.
     *
     * @param error the error
     * @param others how the other rows of the digest change; null if they are not affected
     */
    record GiveUp(Lease lease, String error, @Nullable Others others) implements Transition {}

    /**
     * The change of the other rows of a digest that was given up.
     *
     * @param waitingSince rows that have waited since then or longer are given up, too
     * @param dueAt when GitHub is asked again for the remaining rows
     */
    record Others(Instant waitingSince, Instant dueAt) {}

    /**
     * Ends a row that cannot succeed unchanged.
     *
     * @param error the error
     * @param attemptsSpent whether it failed too often without a clear response; then GitHub may have stored its record
     */
    record Bury(Lease lease, String error, boolean attemptsSpent) implements Transition {}
}
