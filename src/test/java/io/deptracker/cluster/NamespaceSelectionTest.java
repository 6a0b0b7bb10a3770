package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.Request;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The namespaces that are tracked: those that are listed, and those that no glob excludes. */
class NamespaceSelectionTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";

    @AutoClose
    private final EndToEndServers servers;

    NamespaceSelectionTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @Test
    void severalNamespacesAreAskedForOneByOne() throws Exception {
        servers.deployments(IMAGE, "a", "b", "c");
        try (var path = servers.open(Map.of("-namespace", "a, c"))) {
            assertThat(servers.github.view()).containsOnlyKeys("a/web/app", "c/web/app");

            servers.cluster.deleteNamespace("a");
            servers.cluster.rollout("c", "web", "app", "ghcr.io/lab-org/web:v2");
            path.settleAt(servers.apiServer);
            assertThat(servers.status("a/web/app")).isEqualTo("decommissioned");
            assertThat(servers.github.view())
                    .extractingByKey("c/web/app")
                    .extracting(ReceivedRecord::digest)
                    .isEqualTo(digestOf("ghcr.io/lab-org/web:v2"));
        }
        assertThat(servers.apiServer.requests())
                .filteredOn(request -> !request.resource().equals("namespaces"))
                .extracting(Request::namespace)
                .containsOnly("a", "c");
    }

    @Test
    void aKindThatMayNotBeReadInOneOfTwoNamespacesIsReadInTheOther() throws Exception {
        servers.deployments(IMAGE, "a", "b");
        servers.apiServer.forbid("deployments", "b");
        try (var path = servers.open(Map.of("-namespace", "a,b"))) {
            servers.cluster.scale("b", "web", 0);
            servers.cluster.scale("a", "web", 0);
            path.settleAt(servers.apiServer);

            assertThat(servers.status("a/web/app")).isEqualTo("deployed");
            assertThat(servers.status("b/web/app"))
                    .describedAs("gone, since the workload is unreadable and has no pods")
                    .isEqualTo("decommissioned");
        }
    }

    @Test
    void globsLeaveNamespacesOut() throws Exception {
        servers.deployments(IMAGE, "kube-system", "kube-public", "shop", "shop-test");
        try (var path = servers.open(Map.of("-exclude-namespaces", "kube-*,*-test"))) {
            servers.deployments(IMAGE, "team-test", "kubeflow");
            path.settleAt(servers.apiServer);
            assertThat(servers.github.view()).containsOnlyKeys("shop/web/app", "kubeflow/web/app");
        }
    }
}
