package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterController;
import io.deptracker.cluster.KubernetesAccess;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsReader;
import io.deptracker.delivery.Gate;
import io.deptracker.delivery.Pace;
import io.deptracker.github.DryRun;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every gauge reads a number after garbage collections: the registry itself refers only weakly to what they read. */
@Timeout(60)
class GaugesTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path folder;

    @Test
    void stayAliveWithoutAnyOtherReferenceToWhatTheyRead() throws Exception {
        try (var kubernetes = new ApiServerStandIn();
                var client = KubernetesAccess.connect(Optional.of(kubernetes.kubeconfig(folder)), Map.of());
                var metrics = new Metrics("1.2.3")) {
            register(metrics, client);
            var probe = new WeakReference<>(new Object());
            Awaitility.await().until(() -> {
                System.gc();
                return probe.refersTo(null);
            });

            var out = new ByteArrayOutputStream();
            metrics.write(null, out);
            var samples = Samples.parse(out.toString(StandardCharsets.UTF_8)).values();
            samples.remove("deptracker_rate_limit_remaining");
            assertThat(samples)
                    .containsKeys(
                            "deptracker_informers_watching",
                            "deptracker_workloads_waiting",
                            "deptracker_decommissions_held",
                            "deptracker_outbox_file_bytes",
                            "deptracker_outbox_network_volume",
                            "deptracker_gate_shut{reason=\"outage\"}",
                            "hikaricp_connections{pool=\"outbox-writer\"}")
                    .allSatisfy((name, value) -> assertThat(value).as(name).isNotNaN());
        }
    }

    /** Registers meters. Nothing that is made here is referred to afterwards. */
    private void register(Metrics metrics, KubernetesClient client) throws Exception {
        Settings settings = SettingsReader.read(
                Map.of("ORG", "octo", "LOGICAL_ENVIRONMENT", "prod", "CLUSTER", "c", "API_TOKEN", "t"), Map.of());
        OutboxFile outbox = Outbox.open(folder.resolve("outbox.db"));
        var gate = new Gate(new GateStore(outbox), new Pace(CLOCK, 3, 20, 2), CLOCK, CLOCK);
        new ClusterController(
                client, settings, new Intake(outbox, CLOCK, () -> {}), metrics.registry(), CLOCK, () -> {});
        new BacklogMetrics(new Statistics(outbox, CLOCK), CLOCK)
                .register(
                        metrics.registry(),
                        outbox,
                        gate,
                        new DryRun(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8)));
    }
}
