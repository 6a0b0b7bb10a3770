package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.github.TestCertificate;
import io.deptracker.standin.apiserver.ApiFront;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.SilentPipe;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections to the API server that die silently, as behind a firewall that has lost them: changes are still recorded
 * within a minute. The time is real.
 */
class SilentWatchIT {
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String NEW = "ghcr.io/lab-org/web:v2";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChangeBehindSilentConnectionsIsRecordedWithinAMinute(boolean tls) throws Exception {
        var certificate = new TestCertificate(folder);
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start();
                var front = new ApiFront(server, tls ? certificate.server() : null);
                var pipe = new SilentPipe(front.port())) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            cluster.deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
            Path kubeconfig = front.kubeconfig(folder, pipe.port(), tls ? certificate.pem() : null);
            try (var tracker = TrackerProcess.start(
                    folder, kubeconfig, Map.of("BASE_URL", github.baseUrl().toString()))) {
                tracker.awaitReady();
                tracker.awaitMetric("deptracker_informers_watching", 9);
                await().atMost(PATIENCE).until(() -> github.view().containsKey("shop/web/app"));

                pipe.silenceOpen();
                long begin = System.nanoTime();
                cluster.rollout("shop", "web", "app", NEW);
                await().atMost(PATIENCE)
                        .until(() -> github.accepted().stream()
                                .anyMatch(record -> record.digest().equals(digestOf(NEW))));

                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                System.out.printf(
                        "silent connections%s: recorded after %.1f s%n", tls ? " with TLS" : "", took.toMillis() / 1e3);
                assertThat(took).isLessThan(MOST);
                assertThat(tracker.status("/livez")).isEqualTo(200);
            }
        }
    }

    /** Nothing passes for a while, on new connections either. */
    @Test
    void watchesRecoverFromASilenceThatNewConnectionsMeetToo() throws Exception {
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start();
                var front = new ApiFront(server, null);
                var pipe = new SilentPipe(front.port())) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            cluster.deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
            Path kubeconfig = front.kubeconfig(folder, pipe.port(), null);
            try (var tracker = TrackerProcess.start(
                    folder, kubeconfig, Map.of("BASE_URL", github.baseUrl().toString()))) {
                tracker.awaitReady();
                tracker.awaitMetric("deptracker_informers_watching", 9);
                int before = pipe.accepted();
                pipe.silenceNew(true);
                pipe.silenceOpen();
                await().atMost(PATIENCE).until(() -> pipe.accepted() >= before + 9);
                cluster.rollout("shop", "web", "app", NEW);

                pipe.silenceNew(false);
                long begin = System.nanoTime();
                await().atMost(PATIENCE)
                        .until(() -> github.view().containsKey("shop/web/app")
                                && github.view().get("shop/web/app").digest().equals(digestOf(NEW)));

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(MOST);
                tracker.awaitMetric("deptracker_informers_watching", 9);
            }
        }
    }
}
