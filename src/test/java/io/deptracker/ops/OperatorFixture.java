package io.deptracker.ops;

import io.deptracker.cluster.ClusterController;
import io.deptracker.cluster.KubernetesAccess;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsReader;
import io.deptracker.delivery.DeliveryMetrics;
import io.deptracker.delivery.Gate;
import io.deptracker.delivery.Pace;
import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubClient;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The parts of the tracker that an operator sees, wired as in the program; nothing is delivered. */
final class OperatorFixture implements AutoCloseable {
    /** The time that health and metrics use. */
    final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));

    final ApiServerStandIn kubernetes = new ApiServerStandIn();
    final OutboxFile outbox;
    final Intake intake;
    final Gate gate;
    final Heartbeats heartbeats = new Heartbeats(this::now, Duration.ofMinutes(2));
    final ClusterController cluster;
    final OpsServer server;
    final Startup startup = new Startup();
    private final Metrics metrics = new Metrics("1.2.3");
    private final GitHubClient github;
    private final KubernetesClient client;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The source of the kubeconfig. */
    interface Access {
        Path kubeconfig(ApiServerStandIn server) throws Exception;
    }

    OperatorFixture(Path folder) throws Exception {
        this(folder, server -> server.kubeconfig(folder));
    }

    OperatorFixture(Path folder, Access access) throws Exception {
        Settings settings = SettingsReader.read(
                Map.of("ORG", "octo", "LOGICAL_ENVIRONMENT", "prod", "CLUSTER", "c", "API_TOKEN", "t"), Map.of());
        InstantSource clock = this::now;
        outbox = Outbox.open(folder.resolve("outbox.db"));
        intake = new Intake(outbox, clock, () -> {});
        gate = new Gate(new GateStore(outbox), new Pace(clock, 3, 20, 2), clock, clock);
        github = new GitHubClient(
                new Endpoint(settings.github().baseUrl(), "octo"),
                () -> "t",
                HttpClient.newHttpClient(),
                Duration.ofSeconds(1),
                clock,
                "1.2.3");
        client = KubernetesAccess.connect(Optional.of(access.kubeconfig(kubernetes)), Map.of());
        new DeliveryMetrics(metrics.registry());
        cluster =
                new ClusterController(client, settings, intake, metrics.registry(), clock, heartbeats.of("reconcile"));
        new BacklogMetrics(new Statistics(outbox, clock), clock).register(metrics.registry(), outbox, gate, github);
        server = OpsServer.start(0, metrics, startup, clock);
        server.report(new Health(cluster.informers(), outbox, heartbeats, clock));
    }

    Instant now() {
        return time.get();
    }

    void advance(Duration by) {
        time.updateAndGet(now -> now.plus(by));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return getFrom(server, path, headers);
    }

    HttpResponse<String> getFrom(OpsServer other, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Returns the samples of a scrape. */
    Samples samples() throws IOException, InterruptedException {
        return Samples.parse(get("/metrics").body());
    }

    @Override
    public void close() {
        http.close();
        server.close();
        cluster.close();
        client.close();
        github.close();
        metrics.close();
        outbox.close();
        kubernetes.close();
    }
}
