package io.deptracker.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a leased row: a decision that {@link LeaseQueue#settle} applies to the file. */
public sealed interface Transition {
    /** The lease that is settled. */
    Lease lease();

    /** GitHub stored the record. Rows that waited for the attestation of its digest, or had given up on it, become due. */
    record Deliver(Lease lease) implements Transition {}

    /**
     * Ends the lease without charging an attempt: GitHub did not judge the record, and has not stored it.
     *
     * @param dueAt when the row is due again
     * @param batchLimit how many rows a batch with this row may have from now on, null for any number
     * @param error what was met, or null to keep what was noted before
     * @param isTry whether GitHub refused the record for a reason that is true of all of them
     */
    record HandBack(
            Lease lease,
            Instant dueAt,
            @Nullable Integer batchLimit,
            @Nullable String error,
            boolean isTry) implements Transition {
        /** Hands a row back that the call says nothing about. */
        public HandBack(Lease lease, Instant dueAt, @Nullable Integer batchLimit, @Nullable String error) {
            this(lease, dueAt, batchLimit, error, false);
        }
    }

    /**
     * Tries again after a call without a clear answer, which GitHub may have stored.
     *
     * @param dueAt when the row is due again
     * @param batchLimit how many rows a batch with this row may have from now on, null for any number
     * @param error what was met
     * @param charged whether it uses up one of the row's attempts
     */
    record Retry(Lease lease, Instant dueAt, @Nullable Integer batchLimit, String error, boolean charged)
            implements Transition {}

    /**
     * Makes the row wait for something outside. All rows of a digest without an artifact wait for one of them to ask again.
     *
     * @param parkReason what it waits for
     * @param dueAt when the row is due again, or GitHub is asked for the artifact again
     * @param error what was met
     */
    record Park(Lease lease, ParkReason parkReason, Instant dueAt, String error) implements Transition {}

    /**
     * Ends the wait for an attestation, as of an image that was built elsewhere.
     *
     * @param error what was met
     * @param others what becomes of the other rows of the digest; null if they are none of its concern
     */
    record GiveUp(Lease lease, String error, @Nullable Others others) implements Transition {}

    /**
     * What becomes of the other rows of a digest that was given up.
     *
     * @param waitingSince those that have waited since then or longer give up too
     * @param dueAt when the rest, which goes on waiting, is due again
     */
    record Others(Instant waitingSince, Instant dueAt) {}

    /**
     * Ends a row that cannot succeed as it is.
     *
     * @param error what was met
     * @param attemptsSpent whether it failed too often without a clear answer; GitHub may have stored it then
     */
    record Bury(Lease lease, String error, boolean attemptsSpent) implements Transition {}
}
