package io.deptracker;

import io.deptracker.cluster.ClusterController;
import io.deptracker.cluster.KubernetesAccess;
import io.deptracker.config.Settings;
import io.deptracker.github.DryRun;
import io.deptracker.github.GitHub;
import io.deptracker.github.GitHubClient;
import io.deptracker.ops.Health;
import io.deptracker.ops.Heartbeats;
import io.deptracker.ops.Metrics;
import io.deptracker.ops.OpsServer;
import io.deptracker.ops.Startup;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.file.OpenProgress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
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
    private final Sources sources = Sources.system();

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
                var ops = OpsServer.start(settings.ops().metricsPort(), metrics, startup, sources.clock())) {
            track(shutdownSignal, metrics, ops, startup);
        }
    }

    private void track(ShutdownSignal shutdownSignal, Metrics metrics, OpsServer ops, Startup startup)
            throws IOException, InterruptedException {
        var heartbeats = new Heartbeats(
                sources.steady(),
                settings.delivery().requestTimeout().multipliedBy(2).plusMinutes(1));
        startup.at("opening the outbox");
        try (var outbox = Outbox.open(settings.outbox().path(), progress(startup, shutdownSignal), sources.host());
                var github = github(startup);
                var kubernetes = KubernetesAccess.connect(settings.kubernetes().kubeconfig(), variables)) {
            var pipeline = Pipeline.of(settings, outbox, github, metrics.registry(), sources, heartbeats::of);
            var cluster = new ClusterController(
                    kubernetes,
                    settings,
                    pipeline.intake(),
                    metrics.registry(),
                    sources.clock(),
                    heartbeats.of("reconcile"));
            ops.report(new Health(cluster.informers(), outbox, heartbeats, sources.steady()));

            // Closed first, because its pages read what is closed next.
            try (ops;
                    var upkeep = pipeline.upkeep()) {
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
                    logOwed(pipeline, "watching the cluster");
                    pipeline.workers().start(settings.delivery().workers());
                    shutdownSignal.await();
                }
                if (!pipeline.workers().drain(settings.delivery().drainTimeout())) {
                    github.cutOff();
                    pipeline.workers().join(CUT_OFF);
                }
                logOwed(pipeline, "stopped");
            }
        }
    }

    private static OpenProgress.Listener progress(Startup startup, ShutdownSignal shutdownSignal) {
        return progress -> {
            startup.at(progress.text());
            shutdownSignal.requireStart();
        };
    }

    private static void logOwed(Pipeline pipeline, String event) {
        LOG.atInfo().addKeyValue("owed", pipeline.statistics().count().owed()).log(event);
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
                Credentials.of(settings.github(), http, timeout, sources.clock()),
                http,
                timeout,
                sources.clock(),
                Version.current());
    }
}
