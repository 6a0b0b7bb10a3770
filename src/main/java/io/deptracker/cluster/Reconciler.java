package io.deptracker.cluster;

import io.deptracker.cluster.WorkQueue.Item;
import io.deptracker.outbox.Committed;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.OutboxException;
import io.deptracker.record.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares workloads with the outbox: events only name them, what is owed is always computed from the cluster as it is now.
 * Used by one thread.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Workloads a transaction: one write to the disk for many while they pour in, and none waits for it long. */
    private static final int BATCH = 200;

    private final Truth truth;
    private final WorkQueue queue;
    private final Intake intake;
    private final Brake brake;
    private final IntakeMetrics metrics;
    private final Set<Workload> contested = new HashSet<>();
    private boolean failing;

    Reconciler(Truth truth, WorkQueue queue, Intake intake, Brake brake, IntakeMetrics metrics) {
        this.truth = truth;
        this.queue = queue;
        this.intake = intake;
        this.brake = brake;
        this.metrics = metrics;
    }

    /** Looks at all that the outbox has before anything is compared: most of it may seem to be gone. */
    void survey() {
        List<Workload> known = intake.workloads();
        brake.survey(known.stream().flatMap(workload -> truth.desired(workload).stream()));
        Map<String, Long> outOfScope = known.stream()
                .filter(workload -> !truth.inScope(workload))
                .collect(Collectors.groupingBy(Workload::namespace, TreeMap::new, Collectors.counting()));
        if (!outOfScope.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("workloads", outOfScope)
                    .log("namespaces that had records are out of scope now: their records are left as they are");
        }
    }

    /** Notes that all that was to be compared has been. */
    void compared() {
        brake.compared();
    }

    /** Has every workload compared that the cluster or the outbox knows. */
    void compareAll() {
        queue.addAll(truth.workloads());
        queue.addAll(intake.workloads());
    }

    /**
     * Compares the workloads that wait, up to a batch, waiting for the first one at most that long.
     *
     * @return false where the outbox could not be written; they wait again then
     */
    boolean runOnce(Duration patience) throws InterruptedException {
        List<Item> items = queue.take(BATCH, patience);
        if (items.isEmpty()) {
            return true;
        }
        long start = System.nanoTime();
        try {
            var states = new ArrayList<DesiredState>();
            for (Item item : items) {
                truth.desired(item.workload())
                        .filter(state -> !brake.holds(state))
                        .ifPresent(states::add);
            }
            offerAgain(intake.commit(states));
            queue.done();
            metrics.processed(items, System.nanoTime() - start);
            failing = false;
            return true;
        } catch (OutboxException unwritable) {
            queue.giveBack(items);
            metrics.failed(items, System.nanoTime() - start);
            if (!failing) {
                LOG.atError()
                        .setCause(unwritable)
                        .log("the outbox can't be written; nothing is lost, it is tried again");
            }
            failing = true;
            return false;
        } catch (RuntimeException failed) {
            queue.done();
            throw failed;
        }
    }

    private void offerAgain(Committed committed) {
        for (Workload workload : committed.contested()) {
            if (contested.add(workload)) {
                LOG.atWarn()
                        .addKeyValue("workload", workload)
                        .log(
                                "another workload has its deployment name, and keeps it while it is there; see DN_TEMPLATE");
            }
        }
        // Also those of this very commit: the name may have become free after they were compared.
        if (committed.decommissioned() > 0) {
            queue.addAll(contested);
            contested.clear();
        }
    }
}
