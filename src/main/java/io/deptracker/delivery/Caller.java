package io.deptracker.delivery;

import io.deptracker.github.Deadline;
import io.deptracker.github.GitHub;
import io.deptracker.github.Outcome;
import io.deptracker.github.Outcome.BatchRejected;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.outbox.Lease;
import io.deptracker.record.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls for leased rows. A batch that GitHub refuses as a whole, as it does what it does not know or may not store,
 * is judged by one of its records alone: with the same answer the verdict holds for all of them. Safe for many threads.
 */
public final class Caller {
    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

    /** Smaller batches are split: that costs no more, and is exact. */
    private static final int WORTH_A_VERDICT = 5;

    private final GitHub github;
    private final Gate gate;
    private final DeliveryMetrics metrics;

    /**
     * @param github takes the records
     * @param gate counts second calls, and knows the refusals so far
     * @param metrics times the calls
     */
    public Caller(GitHub github, Gate gate, DeliveryMetrics metrics) {
        this.github = github;
        this.gate = gate;
        this.metrics = metrics;
    }

    /** Gets what a call needs beside its records; returns what kept it from being got. */
    Optional<Outcome> prepare() {
        try {
            return github.prepare();
        } catch (RuntimeException unexpected) {
            return Optional.of(unexpected(unexpected));
        }
    }

    /** Posts the records of the leases; returns what became of each, in their order. */
    List<Outcome> post(Environment environment, List<Lease> leases, Deadline latest) {
        List<Outcome> outcomes = exchange(environment, leases, latest);
        return leases.size() >= WORTH_A_VERDICT
                        && outcomes.getFirst() instanceof BatchRejected(String _, Outcome ofEach)
                        && ofEach != null
                ? judged(ofEach, outcomes, environment, leases, latest)
                : outcomes;
    }

    private List<Outcome> judged(
            Outcome ofEach, List<Outcome> ofBatch, Environment environment, List<Lease> leases, Deadline latest) {
        if (gate.hasSeen(ofEach instanceof UnknownArtifact)) {
            return Collections.nCopies(leases.size(), ofEach);
        }
        // Another one each time: the batch may be refused because of this very row.
        int index = leases.getFirst().history().tries() % leases.size();
        gate.enterAgain();
        Outcome alone =
                exchange(environment, leases.subList(index, index + 1), latest).getFirst();
        if (alone.getClass() == ofEach.getClass()) {
            return Collections.nCopies(leases.size(), ofEach);
        }
        List<Outcome> outcomes = new ArrayList<>(ofBatch);
        outcomes.set(index, alone);
        return outcomes;
    }

    private List<Outcome> exchange(Environment environment, List<Lease> leases, Deadline latest) {
        long start = System.nanoTime();
        try {
            return github.post(environment, leases.stream().map(Lease::record).toList(), latest);
        } catch (RuntimeException unexpected) {
            return Collections.nCopies(leases.size(), unexpected(unexpected));
        } finally {
            metrics.posts.record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** The rows must not stay leased, or they would be leased, reaped and leased again without end. */
    private static Outcome unexpected(RuntimeException unexpected) {
        LOG.atError().setCause(unexpected).log("call to GitHub failed unexpectedly; retrying its records");
        return new TransientFailure("unexpected: " + unexpected);
    }
}
