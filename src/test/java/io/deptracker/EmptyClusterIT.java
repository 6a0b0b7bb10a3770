package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.GitHubStandIn;
import io.deptracker.standin.ReplayServer;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on a new cluster, whose answers are those of a real API server, byte for byte. */
class EmptyClusterIT {
    /** Of real time, the start of the JVM included. */
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final ReplayServer server = ReplayServer.ofNewCluster();
    private final GitHubStandIn github = GitHubStandIn.start();

    @AfterEach
    void close() {
        github.close();
        server.close();
    }

    @Test
    void aNewClusterIsReadyWithinFiveSeconds() throws Exception {
        try (var tracker = start()) {
            awaitReady(tracker);
            assertThat(server.requests("replicationcontrollers")).isNotEmpty();
            assertThat(tracker.terminate()).isZero();
        }
    }

    @Test
    void anEmptyNamespaceIsReadyWithinFiveSeconds() throws Exception {
        try (var tracker = start("-namespace", "protocol")) {
            awaitReady(tracker);
            assertThat(server.requests("pods")).isNotEmpty();
            assertThat(tracker.terminate()).isZero();
        }
        assertThat(github.accepted()).isEmpty();
    }

    private TrackerProcess start(String... flags) throws IOException {
        return TrackerProcess.start(
                folder,
                server.kubeconfig(folder),
                Map.of("BASE_URL", github.baseUrl().toString()),
                flags);
    }

    private static void awaitReady(TrackerProcess tracker) {
        await().atMost(PROMPTLY)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(tracker.status("/readyz"))
                        .as("its log: %s", tracker.log())
                        .isEqualTo(200));
    }
}
