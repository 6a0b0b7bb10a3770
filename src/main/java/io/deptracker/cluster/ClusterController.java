package io.deptracker.cluster;

import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller of the cluster: its informers, and the thread that reconciles what they see with the outbox. */
public final class ClusterController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterController.class);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofSeconds(30);

    private final ReconcileLoop loop;
    private final Informers informers;
    private final Duration syncTimeout;
    private final InstantSource clock;
    private final Runnable beat;
    private @Nullable Thread thread;
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
        this.loop = new ReconcileLoop(settings, intake, registry, clock);
        this.informers = new Informers(
                client, settings.kubernetes().tracked(), loop.state(), loop.namespaces(), loop.memory(), clock);
        this.syncTimeout = settings.kubernetes().syncTimeout();
        this.clock = clock;
        this.beat = beat;
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
        while (!loop.awaitCompared(REMINDER)) {
            LOG.atWarn()
                    .addKeyValue("waiting", loop.waiting())
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
        return loop.isIdle();
    }

    private void work() {
        boolean pause = false;
        while (!stopping) {
            beat.run();
            try {
                if (pause) {
                    Thread.sleep(AFTER_A_FAILURE);
                }
                pause = !loop.turn(() -> informers.supervise(clock.instant()), TURN);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    /** Stops watching and waits for the comparison in progress. */
    @Override
    public void close() {
        informers.close();
        stopping = true;
        loop.end();
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
