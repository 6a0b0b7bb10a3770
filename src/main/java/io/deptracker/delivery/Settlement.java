package io.deptracker.delivery;

import io.deptracker.delivery.DeliveryMetrics.Settled;
import io.deptracker.github.Outcome;
import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.Condemned;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.PassingFault;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.Rejected;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Settling;
import io.deptracker.outbox.WaitingFor;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an outcome becomes a row's next state. Safe for many threads. */
public final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final LeaseQueue queue;
    private final RetryPolicy policy;
    private final DeliveryMetrics metrics;
    private final InstantSource clock;

    /**
     * @param queue holds the rows
     * @param policy says when they are tried again
     * @param metrics counts
     * @param clock tells the time
     */
    public Settlement(LeaseQueue queue, RetryPolicy policy, DeliveryMetrics metrics, InstantSource clock) {
        this.queue = queue;
        this.policy = policy;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Settles what one call carried, in one transaction.
     *
     * @param leases what it carried
     * @param outcomes what became of each
     * @param charged whether passing faults use up attempts
     */
    void settle(List<Lease> leases, List<Outcome> outcomes, boolean charged) {
        int lost = queue.settle(settling -> {
            for (int i = 0; i < leases.size(); i++) {
                settle(settling, leases.get(i), outcomes.get(i), leases.size(), charged);
            }
        });
        metrics.leasesLost.increment(lost);
    }

    private void settle(Settling settling, Lease lease, Outcome outcome, int batchSize, boolean charged) {
        Instant now = clock.instant();
        switch (outcome) {
            case Accepted ignored -> {
                settling.deliver(lease);
                metrics.ok.increment();
                settled(Settled.DELIVERED, lease, outcome);
            }
            case UnknownArtifact unknown -> awaitAttestation(settling, lease, unknown, now);
            case Forbidden forbidden -> awaitPermission(settling, lease, forbidden, now);
            case Rejected rejected -> {
                settling.bury(lease, rejected.detail());
                metrics.clientError.increment();
                settled(Settled.DEAD, lease, outcome);
            }
            case Condemned condemned -> {
                settling.handBack(lease, now, half(batchSize), condemned.detail());
                metrics.settled(Settled.HANDED_BACK, 1);
            }
            case PassingFault fault -> tryAgain(settling, lease, fault, batchSize, charged, now);
            case BadCredential bad -> {
                settling.handBack(lease, now, lease.batchLimit(), bad.detail());
                metrics.settled(Settled.HANDED_BACK, 1);
            }
            case RateLimited limited -> {
                settling.handBack(lease, now, lease.batchLimit(), limited.detail());
                metrics.settled(Settled.HANDED_BACK, 1);
            }
        }
    }

    private void awaitAttestation(Settling settling, Lease lease, UnknownArtifact unknown, Instant now) {
        DeploymentRecord record = lease.record();
        metrics.unknownArtifact.increment();
        if (record.status() == Status.DECOMMISSIONED) {
            // What GitHub does not know can't be taken back from it either.
            giveUpAttestation(settling, lease, unknown);
            return;
        }
        Digest digest = record.artifact().digest();
        Instant until = now.plus(policy.parkFor(parkings(lease, WaitingFor.ATTESTATION)));
        if (parkedTooLong(lease, WaitingFor.ATTESTATION, now)) {
            giveUpAttestation(settling, lease, unknown);
            Instant cutoff = now.minus(policy.parkLimit());
            metrics.settled(Settled.UNATTESTED, settling.giveUpOthers(digest, cutoff, unknown.detail()));
        } else {
            settling.park(lease, WaitingFor.ATTESTATION, until, unknown.detail());
            metrics.settled(Settled.PARKED, 1);
        }
        metrics.unknownArtifactCacheHit.increment(settling.parkOthers(digest, until, unknown.detail()));
    }

    private void giveUpAttestation(Settling settling, Lease lease, UnknownArtifact unknown) {
        settling.giveUpAttestation(lease, unknown.detail());
        settled(Settled.UNATTESTED, lease, unknown);
    }

    private void awaitPermission(Settling settling, Lease lease, Forbidden forbidden, Instant now) {
        if (parkedTooLong(lease, WaitingFor.PERMISSION, now)) {
            settling.bury(lease, forbidden.detail());
            metrics.clientError.increment();
            settled(Settled.DEAD, lease, forbidden);
            return;
        }
        Instant until = now.plus(policy.parkFor(parkings(lease, WaitingFor.PERMISSION)));
        settling.park(lease, WaitingFor.PERMISSION, until, forbidden.detail());
        metrics.settled(Settled.PARKED, 1);
    }

    private void tryAgain(
            Settling settling, Lease lease, PassingFault fault, int batchSize, boolean charged, Instant now) {
        metrics.softFail.increment();
        settling.doubt(lease);
        // A batch that fails while others pass may carry one record that makes it fail.
        @Nullable Integer batchLimit = charged && batchSize > 1 ? (Integer) half(batchSize) : lease.batchLimit();
        if (!charged) {
            settling.handBack(lease, now.plus(policy.retryIn(0)), batchLimit, fault.detail());
            metrics.settled(Settled.HANDED_BACK, 1);
        } else if (batchSize == 1 && lease.attempts() + 1 >= policy.maxAttempts()) {
            settling.bury(lease, fault.detail());
            metrics.hardFail.increment();
            settled(Settled.DEAD, lease, fault);
        } else {
            settling.retry(lease, now.plus(policy.retryIn(lease.attempts())), batchLimit, fault.detail());
            metrics.settled(Settled.RETRIED, 1);
        }
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

    private static int half(int batchSize) {
        return Math.max(1, batchSize / 2);
    }

    private void settled(Settled way, Lease lease, Outcome outcome) {
        metrics.settled(way, 1);
        DeploymentRecord record = lease.record();
        var line = way == Settled.DEAD ? LOG.atWarn() : LOG.atInfo();
        line = line.addKeyValue("deployment_name", record.deploymentName())
                .addKeyValue("digest", record.artifact().digest().value())
                .addKeyValue("status", record.status().wireName())
                .addKeyValue("attempts", lease.attempts() + 1);
        switch (way) {
            case DELIVERED -> line.log("record delivered");
            case DEAD -> line.addKeyValue("error", outcome.detail()).log("record dead");
            default -> line.addKeyValue("error", outcome.detail()).log("record unattested");
        }
    }
}
