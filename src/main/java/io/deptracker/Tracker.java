package io.deptracker;

import io.deptracker.cluster.ClusterController;
import io.deptracker.cluster.KubernetesAccess;
import io.deptracker.config.Settings;
import io.deptracker.delivery.Backoff;
import io.deptracker.delivery.Caller;
import io.deptracker.delivery.Courier;
import io.deptracker.delivery.DeliveryMetrics;
import io.deptracker.delivery.Gate;
import io.deptracker.delivery.Pace;
import io.deptracker.delivery.RetryPolicy;
import io.deptracker.delivery.Settlement;
import io.deptracker.delivery.SettlementReport;
import io.deptracker.delivery.Signal;
import io.deptracker.delivery.Workers;
import io.deptracker.github.DryRun;
import io.deptracker.github.GitHub;
import io.deptracker.github.GitHubClient;
import io.deptracker.ops.BacklogMetrics;
import io.deptracker.ops.Health;
import io.deptracker.ops.Heartbeats;
import io.deptracker.ops.Metrics;
import io.deptracker.ops.OpsServer;
import io.deptracker.ops.Startup;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.outbox.upkeep.ClockSkewRepair;
import io.deptracker.outbox.upkeep.Confirmations;
import io.deptracker.outbox.upkeep.Pruning;
import io.deptracker.outbox.upkeep.Upkeep;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller, wired together: what is opened here from top to bottom is closed from bottom to top.
 *
 * <pre>cluster → outbox → delivery → github → settle</pre>
 */
final class Tracker {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final Duration CUT_OFF = Duration.ofSeconds(2);

    private final Settings settings;
    private final Map<String, String> variables;
    private final InstantSource clock = InstantSource.system();
    private final InstantSource steady = new SteadyClock(clock, System::nanoTime);

    Tracker(Settings settings, Map<String, String> variables) {
        this.settings = settings;
        this.variables = variables;
    }

    /**
     * Runs until a stop is requested.
     *
     * @param shutdownSignal requests the stop
     * @throws IOException if the port for metrics is not available
     */
    void run(ShutdownSignal shutdownSignal) throws IOException, InterruptedException {
        // The server starts before the file is opened, whose repair or migration may take minutes.
        var startup = new Startup();
        try (var metrics = new Metrics(Version.current());
                var ops = OpsServer.start(settings.ops().metricsPort(), metrics, startup, clock)) {
            track(shutdownSignal, metrics, ops, startup);
        }
    }

    private void track(ShutdownSignal shutdownSignal, Metrics metrics, OpsServer ops, Startup startup)
            throws IOException, InterruptedException {
        var delivery = settings.delivery();
        var signal = new Signal();
        var heartbeats =
                new Heartbeats(steady, delivery.requestTimeout().multipliedBy(2).plusMinutes(1));
        startup.at("opening the outbox");
        try (var outbox = Outbox.open(settings.outbox().path(), progress -> {
                    startup.at(progress.text());
                    shutdownSignal.requireStart();
                });
                var github = github(startup);
                var kubernetes = KubernetesAccess.connect(settings.kubernetes().kubeconfig(), variables)) {
            var leaseTime = delivery.requestTimeout().multipliedBy(2).plusSeconds(30);
            var queue = new LeaseQueue(outbox, clock, steady, leaseTime, Tracker::token);
            var pace = new Pace(steady, delivery.pace(), delivery.burst(), delivery.workers());
            var gate = new Gate(new GateStore(outbox), pace, clock, steady);
            var deliveryMetrics = new DeliveryMetrics(metrics.registry());
            var settlement = new Settlement(retryPolicy());
            var courier = new Courier(
                    gate,
                    queue,
                    new Caller(github, gate, deliveryMetrics),
                    settlement,
                    new SettlementReport(deliveryMetrics),
                    clock,
                    delivery.batchSize());
            var workers = new Workers(courier, gate, queue, signal, clock, heartbeats::of);

            var intake = new Intake(outbox, clock, signal::give);
            var cluster = new ClusterController(
                    kubernetes, settings, intake, metrics.registry(), clock, heartbeats.of("reconcile"));
            var statistics = new Statistics(outbox, clock);
            new BacklogMetrics(statistics, clock).register(metrics.registry(), outbox, gate, github);
            var pruning = new Pruning(
                    outbox,
                    clock,
                    settings.outbox().retention(),
                    settings.outbox().deadRetention());
            var late = new ClockSkewRepair(
                    outbox, clock, delivery.backoffLongest(), Collections.max(delivery.parkSchedule()));
            ops.report(new Health(cluster.informers(), outbox, heartbeats, steady));

            // Closed first, because its pages read what is closed next.
            try (ops;
                    var upkeep = new Upkeep(
                            outbox,
                            queue,
                            late,
                            new Confirmations(outbox, clock),
                            pruning,
                            signal::give,
                            deliveryMetrics::reaped)) {
                LOG.atInfo()
                        .addKeyValue("version", Version.current())
                        .addKeyValue("outbox", outbox.path())
                        .addKeyValue("port", ops.port())
                        .log("started");
                if (!settings.github().dryRun()) {
                    TemporaryVolume.of(outbox.path()).ifPresent(Tracker::warnOfLoss);
                }
                upkeep.start(heartbeats.of("upkeep"));
                try (cluster) {
                    cluster.start();
                    LOG.atInfo().addKeyValue("owed", statistics.count().owed()).log("watching the cluster");
                    workers.start(delivery.workers());
                    shutdownSignal.await();
                }
                if (!workers.drain(delivery.drainTimeout())) {
                    github.cutOff();
                    workers.join(CUT_OFF);
                }
                LOG.atInfo().addKeyValue("owed", statistics.count().owed()).log("stopped");
            }
        }
    }

    private static void warnOfLoss(String place) {
        LOG.atWarn()
                .addKeyValue("place", place)
                .log("outbox is not on a persistent volume: its loss posts every deployment again, and a workload"
                        + " that goes"
                        + " while no tracker runs stays deployed at GitHub; mount a volume at its folder");
    }

    private GitHub github(Startup startup) throws IOException {
        startup.at("signing in to GitHub");
        if (settings.github().dryRun()) {
            return new DryRun(System.out);
        }
        var timeout = settings.delivery().requestTimeout();
        HttpClient http = GitHubAccess.open(settings, timeout);
        return new GitHubClient(
                GitHubAccess.endpoint(settings),
                Credentials.of(settings.github(), http, timeout, clock),
                http,
                timeout,
                clock,
                Version.current());
    }

    private RetryPolicy retryPolicy() {
        var delivery = settings.delivery();
        return new RetryPolicy(
                delivery.maxAttempts(),
                new Backoff(delivery.backoffFirst(), delivery.backoffLongest()),
                delivery.parkSchedule(),
                delivery.parkLimit(),
                new SecureRandom());
    }

    private static String token() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
