package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A server that repeats earlier events with their old versions: in the end, GitHub shows the latest state. */
class RepeatedEventsTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v";
    private static final int ALL = 1_000;

    @RepeatedTest(3)
    void theEndIsTrueWhateverIsToldAgain(@TempDir Path folder) throws Exception {
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            cluster.deployment("shop", "web", 2, Map.of("app", IMAGE + 1));
            cluster.deployment("shop", "old", 2, Map.of("app", IMAGE + 1));
            try (var path = EndToEndFixture.open(folder, server, github, Map.of())) {
                for (int version = 2; version < 6; version++) {
                    cluster.rollout("shop", "web", "app", IMAGE + version);
                }
                cluster.deleteDeployment("shop", "old", Propagation.BACKGROUND);
                path.settleAt(server);

                for (String resource : List.of("replicasets", "pods", "deployments")) {
                    server.replay(resource, ALL);
                }
                // Sent after all repeated events.
                cluster.deployment("shop", "last", 1, Map.of("app", IMAGE + 1));
                await().atMost(Duration.ofSeconds(20)).until(() -> github.view().containsKey("shop/last/app"));
                path.settleAt(server);

                assertThat(github.view()).extractingByKey("shop/web/app").satisfies(record -> {
                    assertThat(record.status()).isEqualTo("deployed");
                    assertThat(record.digest()).isEqualTo(digestOf(IMAGE + 5));
                });
                assertThat(github.view())
                        .extractingByKey("shop/old/app")
                        .satisfies(record -> assertThat(record.status()).isEqualTo("decommissioned"));
            }
        }
    }
}
