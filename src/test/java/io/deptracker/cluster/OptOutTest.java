package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workloads, pods and namespaces that are annotated as not tracked, and tracked again. */
class OptOutTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";
    private static final Map<String, String> OPT_OUT = Map.of("deptracker.io/track", "false");

    @AutoClose
    private final EndToEndServers servers;

    OptOutTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @Test
    void aWorkloadOptsOutAndInAgain() throws Exception {
        servers.cluster.deployment("shop", "web", 2, Map.of("app", IMAGE));
        try (var path = servers.open(Map.of())) {
            servers.cluster.annotate("Deployment", "shop", "web", OPT_OUT);
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/web/app")).isEqualTo("decommissioned");
            servers.cluster.scale("shop", "web", 0);
            path.settleAt(servers.apiServer);
            servers.cluster.annotate("Deployment", "shop", "web", Map.of("deptracker.io/track", "true"));
            servers.cluster.scale("shop", "web", 1);
            path.settleAt(servers.apiServer);
            assertThat(servers.github.accepted())
                    .extracting(ReceivedRecord::status)
                    .containsExactly("deployed", "decommissioned", "deployed");
        }
    }

    @Test
    void aPodOptsOutByItself() throws Exception {
        servers.cluster.statefulSet("shop", "db", 1, Map.of("app", IMAGE));
        servers.cluster.annotate("Pod", "shop", "db-0", OPT_OUT);
        try (var path = servers.open(Map.of())) {
            assertThat(servers.github.view()).isEmpty();
            servers.cluster.statefulSet("shop", "db", 2, Map.of("app", IMAGE));
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/db/app")).isEqualTo("deployed");
        }
    }

    @Test
    void aNamespaceOptsOutWithAllThatIsInIt() throws Exception {
        servers.deployments(IMAGE, "a", "b");
        servers.cluster.scale("b", "web", 0);
        servers.cluster.annotate("Namespace", "", "a", OPT_OUT);
        try (var _ = servers.open(Map.of())) {
            assertThat(servers.github.view()).isEmpty();
            servers.cluster.scale("b", "web", 1);
            servers.cluster.annotate("Namespace", "", "a", Map.of("deptracker.io/track", ""));
            awaitStatus("a/web/app", "deployed");
            awaitStatus("b/web/app", "deployed");

            servers.cluster.scale("b", "web", 0);
            servers.cluster.annotate("Namespace", "", "b", OPT_OUT);
            awaitStatus("b/web/app", "decommissioned");
        }
    }

    @Test
    void namespacesThatMayNotBeReadCanNotOptOut() throws Exception {
        servers.deployments(IMAGE, "a");
        servers.cluster.annotate("Namespace", "", "a", OPT_OUT);
        servers.apiServer.forbid("namespaces");
        try (var _ = servers.open(Map.of())) {
            assertThat(servers.status("a/web/app")).isEqualTo("deployed");
        }
    }

    private void awaitStatus(String name, String status) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(servers.status(name)).isEqualTo(status));
    }
}
