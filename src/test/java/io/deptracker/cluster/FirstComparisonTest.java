package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.config.SettingsReader;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A delivery that begins once the cluster is watched finds the whole backlog: what changed during the downtime fills
 * its batches.
 */
class FirstComparisonTest {
    private static final int DEPLOYMENTS = 1_000;

    @Test
    void allThatChangedMeanwhileIsOwedWhenTheStartIsOver(@TempDir Path folder) throws Exception {
        var settings = SettingsReader.read(
                Map.of("ORG", "o", "LOGICAL_ENVIRONMENT", "l", "CLUSTER", "c", "API_TOKEN", "t"), Map.of());
        InstantSource clock = InstantSource.system();
        try (var server = new ApiServerStandIn();
                var outbox = Outbox.open(folder.resolve("outbox.db"));
                var client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
                var watch = new ClusterController(
                        client,
                        settings,
                        new Intake(outbox, clock, () -> {}),
                        new SimpleMeterRegistry(),
                        clock,
                        () -> {})) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            for (int i = 0; i < DEPLOYMENTS; i++) {
                cluster.deployment("shop", "web-" + i, 1, Map.of("app", "ghcr.io/lab-org/web-" + i + ":v1"));
            }

            watch.start();

            assertThat(new Statistics(outbox, clock).count().owed()).isEqualTo(DEPLOYMENTS);
        }
    }
}
