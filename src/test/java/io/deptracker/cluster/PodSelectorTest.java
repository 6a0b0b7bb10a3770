package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.Request;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pods that a label selector selects, and the records of those that it no longer does. */
class PodSelectorTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";

    @AutoClose
    private final EndToEndServers servers;

    PodSelectorTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @Test
    void podsAreSelectedByTheServer() throws Exception {
        servers.cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        servers.cluster.deployment("shop", "tools", 1, Map.of("app", IMAGE));
        try (var _ = servers.open(Map.of("POD_SELECTOR", "app=web"))) {
            assertThat(servers.github.view()).containsOnlyKeys("shop/web/app");
        }
        assertThat(servers.apiServer.requests())
                .filteredOn(request -> request.resource().equals("pods"))
                .extracting(Request::query)
                .allSatisfy(query -> assertThat(query).contains("labelSelector=app=web"));
    }

    @Test
    void aSelectorThatNoLongerTakesAPodLeavesItsRecordAlone() throws Exception {
        servers.cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        servers.cluster.deployment("shop", "tools", 1, Map.of("app", IMAGE));
        try (var _ = servers.open(Map.of())) {
            assertThat(servers.github.view()).hasSize(2);
        }
        try (var path = servers.open(Map.of("POD_SELECTOR", "app=web"))) {
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/tools/app")).isEqualTo("deployed");
        }
    }
}
