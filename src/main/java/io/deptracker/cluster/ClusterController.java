package io.deptracker.cluster;

import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.file.FaultLog;
import io.deptracker.outbox.file.OutboxException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller of the cluster: its informers, and the thread that reconciles what they see with the outbox. */
public final class ClusterController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterController.class);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofSeconds(30);

    private final WorkQueue queue = new WorkQueue();
    private final KindMemory memory;
    private final Informers informers;
    private final Reconciler reconciler;
    private final Duration syncTimeout;
    private final Duration compareEvery;
    private final InstantSource clock;
    private final Runnable beat;
    private final FaultLog faults;
    private final CountDownLatch compared = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile boolean fullReconcileDue = true;
    private volatile boolean stopping;

    /**
     * @param client for the cluster; the caller closes it
     * @param settings what to watch, and how to name it
     * @param intake stores the desired states
     * @param registry of the metrics
     * @param clock decides when the next full comparison is due
     * @param beat called on every turn of the thread, to show that it is alive
     */
    public ClusterController(
            KubernetesClient client,
            Settings settings,
            Intake intake,
            MeterRegistry registry,
            InstantSource clock,
            Runnable beat) {
        Settings.Tracked tracked = settings.kubernetes().tracked();
        var namespaces = new Namespaces(NamespaceScope.of(tracked), () -> fullReconcileDue = true);
        var state = new ClusterState(queue::add);
        var skipped = new SkippedContainers(registry);
        var selection = new Selection(settings.naming(), tracked, skipped);
        this.memory = new KindMemory(state, intake.readableKinds(), () -> fullReconcileDue = true);
        this.informers = new Informers(client, tracked, state, namespaces, memory, clock);
        var brake = new Brake(intake.brake(), settings.kubernetes().confirmDecommission(), clock);
        var desiredStates = new DesiredStates(state, namespaces, tracked.kinds(), selection);
        this.reconciler = new Reconciler(desiredStates, queue, intake, brake, new IntakeMetrics(registry), skipped);
        this.syncTimeout = settings.kubernetes().syncTimeout();
        this.compareEvery = settings.kubernetes().compareEvery();
        this.clock = clock;
        this.beat = beat;
        this.faults = new FaultLog(
                LOG,
                "comparison failed; retrying, at the latest with the next full comparison",
                "comparisons succeed again",
                clock,
                TURN);
        Gauge.builder("deptracker_informers_watching", informers, Informers::watching)
                .description("Resources that are watched now")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_informers_expected", informers, Informers::expected)
                .description("Resources that should be watched: all but the unreadable ones")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "deptracker_kinds_unreadable",
                        informers,
                        i -> i.unreadable().size())
                .description(
                        "Resources that the API server refuses to list or watch; they are retried every few minutes")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_decommissions_held", brake, Brake::held)
                .description("Deployments that seem to be gone, whose decommission waits for a confirmation")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_workloads_waiting", queue, WorkQueue::size)
                .description("Workloads that wait to be compared with the outbox")
                .strongReference(true)
                .register(registry);
    }

    /**
     * Lists everything, then keeps the outbox consistent with the cluster until closed. Returns once all of it has been
     * compared. Deliveries that begin then have full batches of all that has changed, and post no outdated rows from a
     * copy of the file.
     *
     * @throws ClusterException if the first lists make no progress for too long
     */
    public void start() throws InterruptedException {
        informers.start(syncTimeout);
        thread = Thread.ofPlatform().name("reconcile").start(this::work);
        while (!compared.await(REMINDER.toSeconds(), TimeUnit.SECONDS)) {
            LOG.atWarn()
                    .addKeyValue("waiting", queue.size())
                    .log("waiting for the first comparison; nothing is delivered until it is complete");
        }
        // The lists have left garbage of many times what is kept. Nothing waits now, so the memory is returned to the
        // system.
        System.gc();
    }

    /** Returns the informers, so that their state can be queried. */
    public Informers informers() {
        return informers;
    }

    /** Returns whether all that was seen has been compared. */
    public boolean isIdle() {
        return queue.isIdle();
    }

    private void work() {
        Instant lastComparison = Instant.MAX;
        boolean surveyed = false;
        boolean pause = false;
        while (!stopping) {
            beat.run();
            try {
                if (pause) {
                    Thread.sleep(AFTER_A_FAILURE);
                }
                informers.supervise(clock.instant());
                memory.synchronize();
                if (!surveyed) {
                    reconciler.survey();
                    surveyed = true;
                }
                Instant now = clock.instant();
                reconciler.giveUpUnseen(now);
                // A clock that was set back does not postpone a comparison.
                if (fullReconcileDue
                        || now.isBefore(lastComparison)
                        || !now.isBefore(lastComparison.plus(compareEvery))) {
                    fullReconcileDue = false;
                    reconciler.reconcileAll();
                    lastComparison = now;
                }
                pause = !reconciler.runOnce(compared.getCount() == 0 ? TURN : Duration.ZERO);
                if (!pause) {
                    faults.succeeded();
                }
                if (compared.getCount() > 0 && !pause && queue.isIdle()) {
                    reconciler.compared();
                    compared.countDown();
                }
            } catch (InterruptedException stop) {
                return;
            } catch (OutboxException unreadable) {
                faults.failed(unreadable);
                pause = true;
            } catch (RuntimeException failed) {
                pause = true;
                compared.countDown();
                faults.failed(failed);
            }
        }
    }

    /** Stops watching and waits for the comparison in progress. */
    @Override
    public void close() {
        informers.close();
        stopping = true;
        queue.end();
        Thread running = thread;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
