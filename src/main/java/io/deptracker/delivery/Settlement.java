package io.deptracker.delivery;

import io.deptracker.github.Outcome;
import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.Condemned;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.Oversized;
import io.deptracker.github.Outcome.PassingFault;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.Rejected;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.Transition;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Others;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.WaitingFor;
import io.deptracker.record.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what an outcome means for a row. Pure: it neither writes nor counts. Safe for many threads. */
public final class Settlement {
    private final RetryPolicy policy;

    /**
     * @param policy states when rows are tried again, and for how long
     */
    public Settlement(RetryPolicy policy) {
        this.policy = policy;
    }

    /**
     * The facts of a call that concern each of its rows.
     *
     * @param at when it ended
     * @param size how many rows it carried
     * @param charged whether a passing fault uses up an attempt
     */
    record Facts(Instant at, int size, boolean charged) {}

    /** Returns the transition of a row. */
    Transition decide(Lease lease, Outcome outcome, Facts call) {
        return switch (outcome) {
            case Accepted _ -> new Deliver(lease);
            case UnknownArtifact unknown -> awaitAttestation(lease, unknown, call.at());
            case Forbidden forbidden -> awaitPermission(lease, forbidden, call.at());
            case Rejected rejected -> new Bury(lease, rejected.detail(), false);
            case Condemned condemned -> new HandBack(lease, call.at(), half(call.size()), condemned.detail());
            case Oversized oversized -> new Retry(lease, call.at(), half(call.size()), oversized.detail(), false);
            case PassingFault fault -> tryAgain(lease, fault, call);
            case BadCredential bad -> new HandBack(lease, call.at(), lease.batchLimit(), bad.detail());
            case RateLimited limited -> new HandBack(lease, call.at(), lease.batchLimit(), limited.detail());
        };
    }

    private Transition awaitAttestation(Lease lease, UnknownArtifact unknown, Instant now) {
        if (lease.record().status() == Status.DECOMMISSIONED) {
            // An artifact that GitHub does not know has no record to take back.
            return new GiveUp(lease, unknown.detail(), null);
        }
        Instant until = now.plus(policy.parkFor(parkings(lease, WaitingFor.ATTESTATION)));
        return parkedTooLong(lease, WaitingFor.ATTESTATION, now)
                ? new GiveUp(lease, unknown.detail(), new Others(now.minus(policy.parkLimit()), until))
                : new Park(lease, WaitingFor.ATTESTATION, until, unknown.detail());
    }

    private Transition awaitPermission(Lease lease, Forbidden forbidden, Instant now) {
        if (parkedTooLong(lease, WaitingFor.PERMISSION, now)) {
            return new Bury(lease, forbidden.detail(), false);
        }
        Instant until = now.plus(policy.parkFor(parkings(lease, WaitingFor.PERMISSION)));
        return new Park(lease, WaitingFor.PERMISSION, until, forbidden.detail());
    }

    private Transition tryAgain(Lease lease, PassingFault fault, Facts call) {
        int size = call.size();
        if (!call.charged()) {
            return new Retry(lease, call.at().plus(policy.retryIn(0)), lease.batchLimit(), fault.detail(), false);
        }
        if (size == 1 && lease.attempts() + 1 >= policy.maxAttempts()) {
            return new Bury(lease, fault.detail(), true);
        }
        // A batch that fails while others pass may carry one record that makes it fail.
        @Nullable Integer batchLimit = size > 1 ? (Integer) half(size) : lease.batchLimit();
        Instant dueAt = call.at().plus(policy.retryIn(lease.attempts()));
        return new Retry(lease, dueAt, batchLimit, fault.detail(), true);
    }

    private boolean parkedTooLong(Lease lease, WaitingFor waitingFor, Instant now) {
        Lease.Parking parking = lease.parking();
        return parking != null
                && parking.waitingFor() == waitingFor
                && !parking.since().plus(policy.parkLimit()).isAfter(now);
    }

    private static int parkings(Lease lease, WaitingFor waitingFor) {
        Lease.Parking parking = lease.parking();
        return parking != null && parking.waitingFor() == waitingFor ? parking.times() : 0;
    }

    private static int half(int size) {
        return Math.max(1, size / 2);
    }
}
