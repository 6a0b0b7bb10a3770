package io.deptracker.delivery;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.delivery.Settlement.Facts;
import io.deptracker.github.Deadline;
import io.deptracker.github.GitHub;
import io.deptracker.github.Outcome;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.Oversized;
import io.deptracker.github.Outcome.PassingFault;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Leasing;
import io.deptracker.outbox.Transition;
import io.deptracker.record.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one call at a time: through the gate, lease, post, settle. Nobody sleeps holding a row: where it may
 * not go on, it says until when. Safe for many threads.
 */
public final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Gate gate;
    private final LeaseQueue queue;
    private final GitHub github;
    private final Settlement settlement;
    private final DeliveryMetrics metrics;
    private final SettlementReport report;
    private final InstantSource clock;
    private final int batchSize;

    /**
     * @param gate lets calls through
     * @param queue gives the rows
     * @param github takes the records
     * @param settlement decides what outcomes mean for the rows
     * @param metrics counts
     * @param clock tells when a call ended
     * @param batchSize how many rows a call carries at most
     */
    public Courier(
            Gate gate,
            LeaseQueue queue,
            GitHub github,
            Settlement settlement,
            DeliveryMetrics metrics,
            InstantSource clock,
            int batchSize) {
        this.gate = gate;
        this.queue = queue;
        this.github = github;
        this.settlement = settlement;
        this.metrics = metrics;
        this.report = new SettlementReport(metrics);
        this.clock = clock;
        this.batchSize = batchSize;
    }

    /**
     * Makes a call if one may be made and a row is due.
     *
     * @return when to look again: empty at once, since there may be more; far in the future where nothing waits
     */
    Optional<Instant> runOnce() {
        return switch (gate.enter()) {
            case Entry.Closed closed -> Optional.of(closed.until());
            case Entry.Open open -> call(open);
        };
    }

    private Optional<Instant> call(Entry.Open entry) {
        boolean reported = false;
        try {
            Leasing leasing = queue.lease(entry.probe() ? 1 : batchSize);
            metrics.unknownArtifactCacheHit.increment(leasing.parkedUnasked());
            Environment environment = leasing.environment();
            if (environment == null) {
                return Optional.of(queue.nextDue().orElse(Instant.MAX));
            }
            List<Lease> leases = leasing.leases();
            long start = System.nanoTime();
            List<Outcome> outcomes = post(environment, leases);
            metrics.posts.record(Duration.ofNanos(System.nanoTime() - start));
            reported = true;
            boolean charged = report(entry, leases.getFirst().rowId(), outcomes);
            settle(leases, outcomes, new Facts(clock.instant(), leases.size(), charged));
            return Optional.empty();
        } finally {
            if (!reported) {
                gate.leave(entry);
            }
        }
    }

    private List<Outcome> post(Environment environment, List<Lease> leases) {
        try {
            return github.post(
                    environment, leases.stream().map(Lease::record).toList(), Deadline.in(queue.leaseTime()));
        } catch (RuntimeException unexpected) {
            // Its rows must not stay leased, or they would go round unseen: leased, reaped, leased again.
            LOG.atError().setCause(unexpected).log("a call to GitHub failed unexpectedly; its records are tried again");
            return Collections.nCopies(leases.size(), new PassingFault("unexpected: " + unexpected));
        }
    }

    /** Decides, applies and reports, in this order: what is reported is what was committed. */
    private void settle(List<Lease> leases, List<Outcome> outcomes, Facts facts) {
        List<Transition> decided = new ArrayList<>(leases.size());
        for (int i = 0; i < leases.size(); i++) {
            decided.add(settlement.decide(leases.get(i), outcomes.get(i), facts));
        }
        report.report(queue.settle(decided));
    }

    /** Tells the gate what came of the call, and says whether a passing fault may be charged to its rows. */
    private boolean report(Entry.Open entry, long firstRow, List<Outcome> outcomes) {
        // What concerns the call as a whole is said of all its records alike.
        switch (outcomes.getFirst()) {
            case BadCredential bad -> gate.badCredential(entry, bad.detail());
            case RateLimited limited -> {
                metrics.rateLimited.increment();
                gate.rateLimited(entry, limited.until(), limited.detail());
            }
            case PassingFault fault
            when outcomes.stream().allMatch(PassingFault.class::isInstance) -> {
                return gate.faulted(entry, firstRow, fault.detail());
            }
            case Oversized oversized -> {
                return gate.faulted(entry, firstRow, oversized.detail());
            }
            case Outcome ignored -> gate.answered(entry);
        }
        return true;
    }
}
