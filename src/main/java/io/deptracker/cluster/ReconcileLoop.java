package io.deptracker.cluster;

import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.file.FaultLog;
import io.deptracker.outbox.file.OutboxException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of the thread that reconciles the cluster with the outbox, one turn at a time. Owns what the informers write
 * into: the state of the cluster, its namespaces and the memory of readable kinds. One thread calls {@link #turn};
 * everything else is safe for any thread.
 */
final class ReconcileLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);
    private static final Duration FIRST_TURN = Duration.ofSeconds(1);

    private final WorkQueue queue = new WorkQueue();
    private final ClusterState state = new ClusterState(queue::add);
    private final Namespaces namespaces;
    private final KindMemory memory;
    private final Reconciler reconciler;
    private final Duration compareEvery;
    private final InstantSource clock;
    private final FaultLog faults;
    private final CountDownLatch compared = new CountDownLatch(1);
    private Instant lastComparison = Instant.MAX;
    private boolean surveyed;
    private volatile boolean fullReconcileDue = true;

    /**
     * @param settings what is tracked, and how it is named
     * @param intake stores the desired states
     * @param registry of the metrics
     * @param clock decides when the next full comparison is due
     */
    ReconcileLoop(Settings settings, Intake intake, MeterRegistry registry, InstantSource clock) {
        Settings.Tracked tracked = settings.kubernetes().tracked();
        Runnable compareAll = () -> fullReconcileDue = true;
        var skipped = new SkippedContainers(registry);
        var brake = new Brake(intake.brake(), settings.kubernetes().confirmDecommission(), clock);
        this.namespaces = new Namespaces(NamespaceScope.of(tracked), compareAll);
        this.memory = new KindMemory(state, intake.readableKinds(), compareAll);
        this.reconciler = new Reconciler(
                new DesiredStates(
                        state, namespaces, tracked.kinds(), new Selection(settings.naming(), tracked, skipped)),
                queue,
                intake,
                brake,
                new IntakeMetrics(registry),
                skipped,
                clock);
        this.compareEvery = settings.kubernetes().compareEvery();
        this.clock = clock;
        this.faults = new FaultLog(
                LOG,
                "comparison failed; retrying, at the latest with the next full comparison",
                "comparisons succeed again",
                clock,
                FIRST_TURN);
        Gauge.builder("deptracker_decommissions_held", brake, Brake::held)
                .description("Deployments that seem to be gone, whose decommission waits for a confirmation")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_workloads_waiting", queue, WorkQueue::size)
                .description("Workloads that wait to be compared with the outbox")
                .strongReference(true)
                .register(registry);
    }

    /** Returns the state that pods and owners are written into. */
    ClusterState state() {
        return state;
    }

    Namespaces namespaces() {
        return namespaces;
    }

    /** Returns the listener for kinds that become readable or unreadable. */
    KindMemory memory() {
        return memory;
    }

    /**
     * Compares what is queued, up to a batch, and everything if that is due.
     *
     * @param first done before anything is compared; its failure counts as one of the turn
     * @param patience how long to wait for the first workload; not while something is still to be compared first
     * @return whether it succeeded; a failure is logged, and the caller pauses before the next turn
     */
    boolean turn(Runnable first, Duration patience) throws InterruptedException {
        try {
            first.run();
            memory.synchronize();
            if (!surveyed) {
                reconciler.survey();
                surveyed = true;
            }
            Instant now = clock.instant();
            reconciler.giveUpUnseen(now);
            // A clock that was set back does not postpone a comparison.
            if (fullReconcileDue || now.isBefore(lastComparison) || !now.isBefore(lastComparison.plus(compareEvery))) {
                fullReconcileDue = false;
                reconciler.reconcileAll();
                lastComparison = now;
            }
            if (!reconciler.runOnce(hasCompared() ? patience : Duration.ZERO)) {
                return false;
            }
            faults.succeeded();
            if (!hasCompared() && queue.isIdle()) {
                reconciler.compared();
                compared.countDown();
            }
            return true;
        } catch (OutboxException unreadable) {
            faults.failed(unreadable);
            return false;
        } catch (RuntimeException failed) {
            // The tracker starts despite a workload that cannot be compared.
            compared.countDown();
            faults.failed(failed);
            return false;
        }
    }

    /** Returns whether everything has been compared once. */
    boolean hasCompared() {
        return compared.getCount() == 0;
    }

    /** Waits until everything has been compared once, at most that long; returns whether it has. */
    boolean awaitCompared(Duration most) throws InterruptedException {
        return compared.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the wait of a turn for its first workload, now and from now on: no turn comes after it. */
    void end() {
        queue.end();
    }

    /** Returns how many workloads wait to be compared. */
    int waiting() {
        return queue.size();
    }

    /** Returns whether all that was seen has been compared. */
    boolean isIdle() {
        return queue.isIdle();
    }
}
