package io.deptracker.delivery;

import io.deptracker.github.Outcome;
import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.BatchRejected;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.Oversized;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.Rejected;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.Transition;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Others;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.control.Acceptance;
import io.deptracker.record.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The decision what an outcome means for a row. An outcome ends a row or counts against it only if GitHub has accepted
 * other records. Pure: it neither writes nor counts. Safe for many threads.
 */
public final class Settlement {
    private final RetryPolicy policy;

    /**
     * @param policy determines when rows are tried again, and for how long
     */
    public Settlement(RetryPolicy policy) {
        this.policy = policy;
    }

    /**
     * The facts of a call that concern each of its rows.
     *
     * @param at when it ended
     * @param size how many rows it carried
     * @param acceptance what GitHub has accepted, with this call; null if nothing yet
     */
    record Facts(Instant at, int size, @Nullable Acceptance acceptance) {}

    /** Returns the transition of a row. */
    Transition decide(Lease lease, Outcome outcome, Facts call) {
        return switch (outcome) {
            case Accepted _ -> new Deliver(lease);
            case UnknownArtifact unknown -> awaitArtifact(lease, unknown, call);
            case Forbidden forbidden -> awaitPermission(lease, forbidden, call);
            case Rejected rejected -> new Bury(lease, rejected.detail(), false);
            case BatchRejected batchRejected ->
                new HandBack(lease, call.at(), half(call.size()), batchRejected.detail());
            case Oversized oversized -> new Retry(lease, call.at(), lease.batchLimit(), oversized.detail(), false);
            case TransientFailure fault -> tryAgain(lease, fault, call);
            case BadCredential bad -> new HandBack(lease, call.at(), lease.batchLimit(), bad.detail());
            case RateLimited limited -> new HandBack(lease, call.at(), lease.batchLimit(), limited.detail());
        };
    }

    private Transition awaitArtifact(Lease lease, UnknownArtifact unknown, Facts call) {
        if (lease.record().status() == Status.DECOMMISSIONED && !lease.history().wasAccepted()) {
            // An artifact that GitHub never knew has no record to decommission.
            return new GiveUp(lease, unknown.detail(), null);
        }
        // Until GitHub has accepted a record, a permission may be missing: such rows are tried again at a steady
        // interval.
        int times = call.acceptance() == null ? 0 : parkCount(lease, ParkReason.ATTESTATION);
        Instant until = call.at().plus(policy.parkFor(times));
        return parkedTooLong(lease, ParkReason.ATTESTATION, call)
                ? new GiveUp(lease, unknown.detail(), new Others(call.at().minus(policy.parkLimit()), until))
                : new Park(lease, ParkReason.ATTESTATION, until, unknown.detail());
    }

    private Transition awaitPermission(Lease lease, Forbidden forbidden, Facts call) {
        if (call.acceptance() == null) {
            // It is not known yet whether any record may be written: the gate finds out.
            Instant dueAt = call.at().plus(policy.retryIn(0));
            return new HandBack(lease, dueAt, lease.batchLimit(), forbidden.detail(), true);
        }
        if (parkedTooLong(lease, ParkReason.PERMISSION, call)) {
            return new Bury(lease, forbidden.detail(), false);
        }
        Instant until = call.at().plus(policy.parkFor(parkCount(lease, ParkReason.PERMISSION)));
        return new Park(lease, ParkReason.PERMISSION, until, forbidden.detail());
    }

    private Transition tryAgain(Lease lease, TransientFailure fault, Facts call) {
        int size = call.size();
        boolean charged = othersPassed(lease, call.acceptance());
        if (charged && size == 1 && lease.attempts() + 1 >= policy.maxAttempts()) {
            return new Bury(lease, fault.detail(), true);
        }
        // A batch that fails while others pass may contain one record that makes it fail.
        @Nullable Integer batchLimit = charged && size > 1 ? (Integer) half(size) : lease.batchLimit();
        Instant dueAt = call.at().plus(policy.retryIn(lease.history().tries()));
        return new Retry(lease, dueAt, batchLimit, fault.detail(), charged);
    }

    /** Returns whether GitHub has accepted records since the row's last fault: then the next fault is its own. */
    private static boolean othersPassed(Lease lease, @Nullable Acceptance acceptance) {
        Long before = lease.history().acceptedAtFault();
        return before != null && acceptance != null && acceptance.calls() > before;
    }

    private boolean parkedTooLong(Lease lease, ParkReason parkReason, Facts call) {
        Lease.Parking parking = lease.parking();
        Acceptance acceptance = call.acceptance();
        return parking != null
                && parking.parkReason() == parkReason
                && !parking.since().plus(policy.parkLimit()).isAfter(call.at())
                && acceptance != null
                && acceptance.lastAt().isAfter(parking.since());
    }

    private static int parkCount(Lease lease, ParkReason parkReason) {
        Lease.Parking parking = lease.parking();
        return parking != null && parking.parkReason() == parkReason ? parking.times() : 0;
    }

    private static int half(int size) {
        return Math.max(1, size / 2);
    }
}
