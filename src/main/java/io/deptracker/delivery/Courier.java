package io.deptracker.delivery;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.delivery.Settlement.Facts;
import io.deptracker.github.Deadline;
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
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.LeasedBatch;
import io.deptracker.outbox.Transition;
import io.deptracker.outbox.control.Acceptance;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.record.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The delivery loop's body, one call at a time: gate, token, lease, post, settle. Never waits while it holds a lease:
 * returns the instant at which to try again. Safe for many threads.
 */
public final class Courier {
    /** The time between the deadline of a call and the end of its leases, to settle them in. */
    private static final Duration TO_SETTLE = Duration.ofSeconds(5);

    private final Gate gate;
    private final LeaseQueue queue;
    private final Caller caller;
    private final Settlement settlement;
    private final SettlementReport report;
    private final InstantSource clock;
    private final BatchSize batch;
    /** Whether the last call found rows, so that more may be due. */
    private volatile boolean busy;

    /**
     * @param gate admits calls
     * @param queue provides the rows
     * @param caller makes the calls
     * @param settlement decides what outcomes mean for the rows
     * @param report counts and logs what was settled
     * @param clock determines when a call ended
     * @param batchSize how many rows a call carries at most
     */
    public Courier(
            Gate gate,
            LeaseQueue queue,
            Caller caller,
            Settlement settlement,
            SettlementReport report,
            InstantSource clock,
            int batchSize) {
        this.gate = gate;
        this.queue = queue;
        this.caller = caller;
        this.settlement = settlement;
        this.report = report;
        this.clock = clock;
        this.batch = new BatchSize(batchSize);
    }

    /**
     * Makes a call if the gate admits it and a row is due.
     *
     * @return when to try again: empty for at once, since more rows may be due; far in the future if none waits
     */
    Optional<Instant> runOnce() {
        return switch (gate.enter()) {
            case Entry.Refused closed -> Optional.of(closed.until());
            case Entry.Admitted open -> enter(open);
        };
    }

    private Optional<Instant> enter(Entry.Admitted entry) {
        boolean reported = false;
        try {
            if (!busy) {
                Instant next = queue.nextDue().orElse(Instant.MAX);
                if (entry.probe() ? next.equals(Instant.MAX) : next.isAfter(clock.instant())) {
                    return Optional.of(next);
                }
            }
            // Before any row is leased: requesting a token may take as long as a call.
            Optional<Outcome> unready = caller.prepare();
            if (unready.isPresent()) {
                reported = true;
                report(entry, List.of(unready.get()), List.of("the credential"), true);
                return Optional.empty();
            }
            Deadline latest = caller.deadlineIn(queue.leaseTime().minus(TO_SETTLE));
            LeasedBatch leasedBatch =
                    entry.probe() ? queue.leaseProbe(entry.alone() ? 1 : batch.get()) : queue.lease(batch.get());
            report.parkedUnasked(leasedBatch.parkedUnasked());
            Environment environment = leasedBatch.environment();
            busy = environment != null;
            if (environment == null) {
                return Optional.of(queue.nextDue().orElse(Instant.MAX));
            }
            reported = true;
            call(entry, environment, leasedBatch, latest);
            return Optional.empty();
        } finally {
            if (!reported) {
                gate.leave(entry);
            }
        }
    }

    private void call(Entry.Admitted entry, Environment environment, LeasedBatch leasedBatch, Deadline latest) {
        List<Lease> leases = leasedBatch.leases();
        List<Outcome> outcomes = caller.post(environment, leases, latest);
        Instant now = clock.instant();
        Acceptance before = leasedBatch.acceptance();
        size(leases.size(), outcomes.getFirst());
        List<String> subjects =
                leases.stream().map(lease -> lease.record().artifact().name()).toList();
        CallResult result = report(entry, outcomes, subjects, before != null);
        Acceptance acceptance = result instanceof CallResult.Accepted ? Acceptance.after(before, now) : before;
        if (before == null && acceptance != null) {
            // A missing permission may be why rows were unknown until now.
            queue.release(true);
        }
        settle(leases, outcomes, new Facts(now, leases.size(), acceptance));
    }

    /** Decides, applies and reports, in this order, so that the report contains what was committed. */
    private void settle(List<Lease> leases, List<Outcome> outcomes, Facts facts) {
        List<Transition> decided = new ArrayList<>(leases.size());
        for (int i = 0; i < leases.size(); i++) {
            decided.add(settlement.decide(leases.get(i), outcomes.get(i), facts));
        }
        report.report(queue.settle(decided));
    }

    private void size(int records, Outcome first) {
        switch (first) {
            case Oversized _, TransientFailure _ -> batch.failed(records);
            case BadCredential _, RateLimited _, BatchRejected _ -> {}
            case Accepted _, UnknownArtifact _, Forbidden _, Rejected _ -> batch.passed(records);
        }
    }

    private CallResult report(
            Entry.Admitted entry, List<Outcome> outcomes, List<String> subjects, boolean everAccepted) {
        CallResult result = CallResult.of(outcomes, subjects, everAccepted);
        if (result instanceof CallResult.Limited) {
            report.rateLimited();
        }
        boolean wasForbidden = gate.isShut(GateReason.FORBIDDEN);
        if (gate.report(entry, result, everAccepted)) {
            queue.release(wasForbidden);
        }
        return result;
    }
}
