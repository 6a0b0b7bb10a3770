package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file becomes corrupt while the program is stopped: it starts, logs that, and GitHub ends up in the state of the
 * cluster.
 */
class CorruptFileIT {
    private static final int WORKLOADS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());

    @Test
    void aTornFileIsSetAsideSaidAndMadeUpFor() throws Exception {
        for (int i = 0; i < WORKLOADS; i++) {
            cluster.deployment("shop", "web-" + i, 1, Map.of("app", "ghcr.io/lab-org/web-" + i + ":v1"));
        }
        Path data = folder.resolve("data");
        try (server;
                var github = GitHubStandIn.start()) {
            try (var tracker = start(github)) {
                tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", WORKLOADS);
                assertThat(tracker.terminate()).isZero();
            }
            cluster.deleteDeployment("shop", "web-0", Propagation.BACKGROUND);
            cluster.rollout("shop", "web-1", "app", "ghcr.io/lab-org/web-1:v2");
            byte[] corrupt = Files.readAllBytes(data.resolve("outbox.db"));
            Arrays.fill(corrupt, corrupt.length / 2, corrupt.length * 6 / 10, (byte) 0);
            Files.write(data.resolve("outbox.db"), corrupt);

            try (var tracker = start(github)) {
                tracker.awaitReady();
                await().atMost(PATIENCE)
                        .until(() -> github.view().values().stream().anyMatch(record -> "v2".equals(record.version())));
                tracker.awaitMetric("deptracker_outbox_set_aside_files", 1);
                assertThat(tracker.log())
                        .contains("outbox is corrupt: moved aside, rebuilt from the readable rows")
                        .contains("outbox.db.corrupt-2", "carried_over", "left_out");
                assertThat(tracker.terminate()).isZero();
                assertThat(tracker.log()).containsPattern("\"stopped\".*\"owed\":0.*\\s*\\z");
            }
            assertThat(github.view().entrySet().stream()
                            .filter(told -> told.getValue().toString().contains("status=decommissioned"))
                            .map(Map.Entry::getKey))
                    .containsExactly("shop/web-0/app");
            assertThat(github.view()).hasSize(WORKLOADS);
        }
        try (var files = Files.list(data)) {
            assertThat(files.filter(file -> file.toString().matches(".*corrupt-\\d+T\\d+Z")))
                    .singleElement()
                    .satisfies(aside -> assertThat(Files.size(aside)).isPositive());
        }
    }

    private TrackerProcess start(GitHubStandIn github) throws IOException {
        return TrackerProcess.start(
                folder,
                server.kubeconfig(folder),
                Map.of("BASE_URL", github.baseUrl().toString()));
    }
}
