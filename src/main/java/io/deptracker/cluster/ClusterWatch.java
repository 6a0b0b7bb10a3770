package io.deptracker.cluster;

import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster, watched: its informers, and the thread that brings what they see into the outbox. */
public final class ClusterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final WorkQueue queue = new WorkQueue();
    private final Informers informers;
    private final Reconciler reconciler;
    private final Duration syncTimeout;
    private final Duration compareEvery;
    private final InstantSource clock;
    private final Runnable beat;
    private @Nullable Thread thread;
    private volatile boolean stopping;

    /**
     * @param client for the cluster; closed by whoever made it
     * @param settings what to watch, and how to name it
     * @param intake takes what is owed
     * @param registry counts
     * @param clock tells when the next full comparison is due
     * @param beat called whenever the thread turns, to show that it lives
     */
    public ClusterWatch(
            KubernetesClient client,
            Settings settings,
            Intake intake,
            MeterRegistry registry,
            InstantSource clock,
            Runnable beat) {
        var scope = new Scope(
                settings.kubernetes().namespace(), settings.kubernetes().excludedNamespaces());
        var state = new ClusterState(queue::add);
        var selection = new Selection(settings.naming(), new Skipped(registry));
        this.informers = new Informers(client, scope, state);
        this.reconciler = new Reconciler(state, queue, selection, scope, intake, new IntakeMetrics(registry));
        this.syncTimeout = settings.kubernetes().syncTimeout();
        this.compareEvery = settings.kubernetes().compareEvery();
        this.clock = clock;
        this.beat = beat;
        Gauge.builder("deptracker_informers_watching", informers, Informers::watching)
                .description("Resources that are watched now, of 7")
                .register(registry);
        Gauge.builder("deptracker_workloads_waiting", queue, WorkQueue::size)
                .description("Workloads that wait to be compared with the outbox")
                .register(registry);
    }

    /**
     * Lists everything, and then keeps the outbox true to the cluster until closed.
     *
     * @throws ClusterException if the cluster can't be read in time
     */
    public void start() throws InterruptedException {
        informers.start(syncTimeout);
        // The lists have left many times over what is kept of them; now, while nothing waits, it goes back to the
        // system.
        System.gc();
        thread = Thread.ofPlatform().name("reconcile").start(this::work);
    }

    /** The informers, to be asked how they are. */
    public Informers informers() {
        return informers;
    }

    /** Whether all that was seen has been compared. */
    public boolean isIdle() {
        return queue.isIdle();
    }

    private void work() {
        Instant nextComparison = Instant.MIN;
        boolean pause = false;
        while (!stopping) {
            beat.run();
            try {
                if (pause) {
                    Thread.sleep(AFTER_A_FAILURE);
                }
                if (!clock.instant().isBefore(nextComparison)) {
                    reconciler.compareAll();
                    nextComparison = clock.instant().plus(compareEvery);
                }
                pause = !reconciler.runOnce(TURN);
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException failed) {
                pause = true;
                LOG.atError().setCause(failed).log("a comparison failed; it is tried again with the next full one");
            }
        }
    }

    /** Stops watching, and waits for the comparison under way. */
    @Override
    public void close() {
        informers.close();
        stopping = true;
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
