package io.deptracker.cluster;

import static org.awaitility.Awaitility.await;

import io.deptracker.config.SettingsReader;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set by an hour in either direction: the next full comparison is not postponed. */
class ClockSetBackTest {
    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void theNextFullComparisonIsNotPutOff(long hours, @TempDir Path folder) throws Exception {
        var settings = SettingsReader.read(
                Map.of(
                        "ORG",
                        "o",
                        "LOGICAL_ENVIRONMENT",
                        "l",
                        "CLUSTER",
                        "c",
                        "API_TOKEN",
                        "t",
                        "COMPARE_EVERY",
                        "30m"),
                Map.of());
        var clock = new SettableClock();
        Path path = folder.resolve("outbox.db");
        try (var server = new ApiServerStandIn();
                var outbox = Outbox.open(path);
                var client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
                var watch = new ClusterController(
                        client,
                        settings,
                        new Intake(outbox, clock, () -> {}),
                        new SimpleMeterRegistry(),
                        clock,
                        () -> {})) {
            new MiniCluster(new StandInSink(server), Clock.systemUTC())
                    .deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
            watch.start();
            var intake = new Intake(outbox, clock, () -> {});
            await().until(() -> intake.brake().deployed(_ -> true) == 1 && watch.isIdle());
            // The file is modified from outside: only a full comparison detects it.
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                    var statement = connection.createStatement()) {
                statement.executeUpdate("DELETE FROM outbox; DELETE FROM deployment");
            }

            clock.advance(Duration.ofHours(hours));

            await().until(() -> intake.brake().deployed(_ -> true) == 1);
        }
    }
}
