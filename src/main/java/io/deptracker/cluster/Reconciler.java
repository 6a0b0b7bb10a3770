package io.deptracker.cluster;

import io.deptracker.cluster.WorkQueue.Item;
import io.deptracker.outbox.CommitResult;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.file.FaultLog;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.record.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reconciler of workloads with the outbox. Events only name workloads; the desired state is always computed from the
 * cluster as it is now. Used by one thread.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Workloads in a transaction: one write to disk for many of them under load, and none waits long for it. */
    private static final int BATCH = 200;

    private final DesiredStates desiredStates;
    private final WorkQueue queue;
    private final Intake intake;
    private final Brake brake;
    private final IntakeMetrics metrics;
    private final ContestedNames contested;
    private final FaultLog faults;
    private boolean retired;

    Reconciler(
            DesiredStates desiredStates,
            WorkQueue queue,
            Intake intake,
            Brake brake,
            IntakeMetrics metrics,
            SkippedContainers skipped,
            InstantSource clock) {
        this.desiredStates = desiredStates;
        this.queue = queue;
        this.intake = intake;
        this.brake = brake;
        this.metrics = metrics;
        this.contested = new ContestedNames(skipped);
        this.faults = new FaultLog(
                LOG,
                "a change in the cluster cannot be written to the outbox; nothing is lost, retrying",
                "changes in the cluster are written to the outbox again",
                clock,
                Duration.ZERO);
    }

    /** Examines the whole outbox before anything is compared: most of its deployments may seem to be gone. */
    void survey() {
        intake.completeGroups(desiredStates.identities());
        List<Workload> known = intake.workloads();
        brake.survey(known.stream().flatMap(workload -> desiredStates.desired(workload).stream()));
        Map<String, Long> outOfScope = known.stream()
                .filter(workload -> !desiredStates.inScope(workload))
                .collect(Collectors.groupingBy(Workload::namespace, TreeMap::new, Collectors.counting()));
        if (!outOfScope.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("workloads", outOfScope)
                    .log("namespaces with records are now out of scope; their records are left unchanged");
        }
    }

    /** Records that everything has been compared once. */
    void compared() {
        brake.compared();
    }

    /**
     * Gives up waiting for owners that have stayed unseen for minutes, attributes their pods without them and reports
     * those owners.
     */
    void giveUpUnseen(Instant now) {
        for (OwnerKey owner : desiredStates.giveUpUnseen(now)) {
            metrics.ownerUnseen();
            LOG.atWarn()
                    .addKeyValue("owner", owner.asWorkload())
                    .addKeyValue("waited", UnseenOwners.PATIENCE)
                    .log("pods name an owner that the API server does not list; recording them without it");
        }
    }

    /** Queues every workload that the cluster or the outbox knows. */
    void reconcileAll() {
        queue.addAll(desiredStates.workloads());
        queue.addAll(intake.workloads());
    }

    /**
     * Compares the workloads in the queue, up to a batch, and waits at most that long for the first one.
     *
     * @return false if the outbox could not be written; the workloads are queued again then
     */
    boolean runOnce(Duration patience) throws InterruptedException {
        followRetirement();
        List<Item> items = queue.take(BATCH, patience);
        if (items.isEmpty()) {
            return true;
        }
        long start = System.nanoTime();
        try {
            var states = new ArrayList<DesiredState>();
            for (Workload workload : inOrder(items)) {
                desiredStates
                        .desired(workload)
                        .filter(state -> !brake.holds(state))
                        .ifPresent(states::add);
            }
            CommitResult commitResult = intake.commit(states, desiredStates::runs);
            queue.addAll(contested.after(states, commitResult));
            queue.done();
            metrics.processed(items, System.nanoTime() - start);
            faults.succeeded();
            return true;
        } catch (OutboxException unwritable) {
            queue.requeue(items);
            metrics.failed(items, System.nanoTime() - start);
            faults.failed(unwritable);
            return false;
        } catch (RuntimeException failed) {
            queue.done();
            throw failed;
        }
    }

    /** Reports when an operator retires the cluster or undoes that; the outbox itself changes nothing in between. */
    private void followRetirement() {
        Optional<Instant> since = intake.retirement().since();
        if (since.isPresent() == retired) {
            return;
        }
        retired = since.isPresent();
        if (retired) {
            brake.retire();
            LOG.atWarn()
                    .addKeyValue("since", since.get())
                    .log("the cluster is retired: everything is decommissioned, and nothing that runs is"
                            + " recorded. To use it again: retire --undo");
        } else {
            LOG.info("the cluster is no longer retired; comparing everything");
            reconcileAll();
        }
    }

    private Set<Workload> inOrder(List<Item> items) {
        Set<Workload> changed = items.stream().map(Item::workload).collect(Collectors.toCollection(LinkedHashSet::new));
        var all = new LinkedHashSet<>(contested.wanting(changed));
        all.addAll(changed);
        return all;
    }
}
