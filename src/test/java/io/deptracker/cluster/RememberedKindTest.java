package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart at which a formerly readable kind is refused: no record is removed, and no wrong one appears. */
class RememberedKindTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";

    @TempDir
    private Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());

    @AfterEach
    void close() {
        server.close();
        github.close();
    }

    @Test
    void recordsOfAWorkloadWithoutPodsAreKeptUntilItCanBeReadAgain() throws Exception {
        cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        cluster.deployment("shop", "gone", 1, Map.of("app", IMAGE));
        try (var path = open()) {
            cluster.scale("shop", "web", 0);
            cluster.scale("shop", "gone", 0);
            path.settleAt(server);
        }
        server.forbid("deployments");
        cluster.deleteDeployment("shop", "gone", Propagation.BACKGROUND);
        try (var path = open()) {
            path.settleAt(server);
            assertThat(github.view().values())
                    .extracting(ReceivedRecord::status)
                    .containsOnly("deployed");

            server.allow("deployments");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> status("shop/gone/app").equals("decommissioned"));
            path.settleAt(server);
            assertThat(status("shop/web/app")).isEqualTo("deployed");
        }
    }

    @Test
    void aCronJobsPodsAreNotRecordedUnderAJobsName() throws Exception {
        cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        try (var path = open()) {
            path.settleAt(server);
        }
        server.forbid("jobs");
        cluster.job("shop", "import", IMAGE);
        try (var path = open()) {
            path.settleAt(server);
            assertThat(github.view()).containsOnlyKeys("shop/web/app");

            server.allow("jobs");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> github.view().containsKey("shop/import/app")
                            || github.view().containsKey("shop/import/import"));
        }
    }

    private String status(String name) {
        return Objects.requireNonNull(github.view().get(name), name).status();
    }

    private EndToEndFixture open() throws Exception {
        return EndToEndFixture.open(folder, server, github, Map.of());
    }
}
