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
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor of calls for leased rows. If GitHub rejects a batch as a whole, as it does for unknown or forbidden
 * artifacts, a second call posts one of its records alone: if the response is the same, it holds for all of them. Safe
 * for many threads.
 */
public final class Caller {
    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

    /** Smaller batches are split, which costs no more and is exact. */
    private static final int WORTH_A_VERDICT = 5;

    private final GitHub github;
    private final Gate gate;
    private final DeliveryMetrics metrics;
    private final LongSupplier ticker;

    /**
     * @param github receives the records
     * @param gate counts second calls and knows the refusals so far
     * @param metrics times the calls
     * @param ticker counts nanoseconds, as {@link System#nanoTime} does: for deadlines and the calls' times
     */
    public Caller(GitHub github, Gate gate, DeliveryMetrics metrics, LongSupplier ticker) {
        this.github = github;
        this.gate = gate;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    /** Returns the deadline of a call that begins now. */
    Deadline deadlineIn(Duration time) {
        return Deadline.in(time, ticker);
    }

    /** Obtains what a call needs in addition to its records; returns the failure if there is one. */
    Optional<Outcome> prepare() {
        try {
            return github.prepare();
        } catch (RuntimeException unexpected) {
            return Optional.of(unexpected(unexpected));
        }
    }

    /** Posts the records of the leases; returns the outcome of each, in their order. */
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
        // Another record each time: this very row may be why the batch is rejected.
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
        long start = ticker.getAsLong();
        try {
            return github.post(environment, leases.stream().map(Lease::record).toList(), latest);
        } catch (RuntimeException unexpected) {
            return Collections.nCopies(leases.size(), unexpected(unexpected));
        } finally {
            metrics.posts.record(Duration.ofNanos(ticker.getAsLong() - start));
        }
    }

    /** Logs a bug and returns an outcome for it: rows that stay leased would be leased and reaped without end. */
    private static Outcome unexpected(RuntimeException unexpected) {
        LOG.atError().setCause(unexpected).log("call to GitHub failed unexpectedly; retrying its records");
        return new TransientFailure("unexpected: " + unexpected);
    }
}
