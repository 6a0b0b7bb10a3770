package io.deptracker.cluster;

import static org.awaitility.Awaitility.await;

import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
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
import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubClient;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.RecordedEvent;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** The whole path from an API server to GitHub, both over real HTTP, with a real file between them. */
final class EndToEndFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final InstantSource CLOCK = InstantSource.system();

    private final OutboxFile outbox;
    private final GitHubClient client;
    private final KubernetesClient kubernetes;
    private final ClusterController cluster;
    private final Workers workers;
    private final Statistics statistics;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private EndToEndFixture(Path folder, Path kubeconfig, GitHubStandIn github, Map<String, String> variables)
            throws IOException, SettingsException {
        Settings settings = settings(github, variables);
        outbox = Outbox.open(folder.resolve("outbox.db"));
        kubernetes = KubernetesAccess.connect(Optional.of(kubeconfig), Map.of());
        var signal = new Signal();
        client = new GitHubClient(
                new Endpoint(settings.github().baseUrl(), settings.github().organization()),
                () -> "t",
                HttpClient.newHttpClient(),
                Duration.ofSeconds(5),
                CLOCK,
                "test");
        var queue = new LeaseQueue(
                outbox, CLOCK, Duration.ofMinutes(1), () -> UUID.randomUUID().toString());
        queue.reapAll();
        var policy = new RetryPolicy(
                20,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(100)),
                List.of(Duration.ofMinutes(5)),
                Duration.ofDays(7),
                new Random(1));
        var metrics = new DeliveryMetrics(registry);
        var gate = new Gate(new GateStore(outbox), new Pace(CLOCK, 10_000, 10_000, 0), CLOCK, CLOCK);
        var settlement = new Settlement(policy);
        var courier = new Courier(
                gate,
                queue,
                new Caller(client, gate, metrics, System::nanoTime),
                settlement,
                new SettlementReport(metrics),
                CLOCK,
                100);
        workers = new Workers(courier, gate, queue, signal, CLOCK, loop -> () -> {});
        statistics = new Statistics(outbox, CLOCK);
        cluster = new ClusterController(
                kubernetes, settings, new Intake(outbox, CLOCK, signal::give), registry, CLOCK, () -> {});
    }

    private static Settings settings(GitHubStandIn github, Map<String, String> given) throws SettingsException {
        var variables = new HashMap<>(Map.of(
                "ORG", "lab-org",
                "LOGICAL_ENVIRONMENT", "staging",
                "CLUSTER", "lab",
                "API_TOKEN", "t",
                "BASE_URL", github.baseUrl().toString()));
        variables.putAll(given);
        var flags = new HashMap<Setting, String>();
        for (Setting flag : List.of(Setting.NAMESPACE, Setting.EXCLUDE_NAMESPACES)) {
            Optional.ofNullable(given.get(flag.title())).ifPresent(value -> flags.put(flag, value));
        }
        return SettingsReader.read(variables, flags);
    }

    /**
     * Opens the path on the folder's file and watches; on return, existing objects are compared and delivered.
     *
     * @param given environment variables, and flags with their dash
     */
    static EndToEndFixture open(Path folder, ApiServerStandIn server, GitHubStandIn github, Map<String, String> given)
            throws Exception {
        return open(folder, server.kubeconfig(folder), github, given);
    }

    /** Opens the path with the server that a kubeconfig names. */
    static EndToEndFixture open(Path folder, Path kubeconfig, GitHubStandIn github, Map<String, String> given)
            throws Exception {
        var path = new EndToEndFixture(folder, kubeconfig, github, given);
        try {
            path.cluster.start();
            path.workers.start(2);
            path.settle();
            return path;
        } catch (RuntimeException failed) {
            path.close();
            throw failed;
        }
    }

    /** Waits until a step was seen. */
    void play(RecordedEvent recordedEvent) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> cluster.informers().seenVersion(recordedEvent.resource()) >= recordedEvent.version());
    }

    /** Waits until everything that the server has now was seen, compared and delivered. */
    void settleAt(ApiServerStandIn server) {
        for (String resource : List.of(
                "pods",
                "replicasets",
                "replicationcontrollers",
                "deployments",
                "statefulsets",
                "daemonsets",
                "jobs",
                "cronjobs")) {
            long newest = server.newestVersion(resource);
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> server.openWatches(resource) == 0
                            || cluster.informers().seenVersion(resource) >= newest);
        }
        settle();
    }

    /** Waits until everything that was seen has been compared and the backlog was delivered. */
    void settle() {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> cluster.isIdle() && statistics.count().owed() == 0);
    }

    /** Returns a record as "status name image:version". */
    static String text(ReceivedRecord record) {
        return record.status() + " " + record.deploymentName() + " " + record.name()
                + (record.version() == null ? "" : ":" + record.version());
    }

    /** Returns how many containers were counted, for that reason, as having no record or an incomplete one. */
    int skipped(String reason) {
        return (int) registry.get("deptracker_containers_skipped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    Statistics.Counts counts() {
        return statistics.count();
    }

    @Override
    public void close() {
        cluster.close();
        try {
            workers.drain(Duration.ofSeconds(5));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        client.close();
        kubernetes.close();
        outbox.close();
    }
}
