package io.deptracker.standin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.GuardedBody;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.PlainHttp;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class MiniClusterTest extends MiniClusterStories {
    private final ApiServerStandIn server = new ApiServerStandIn();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), CLOCK);
    private KubernetesClient client;

    @BeforeEach
    void connect(@TempDir Path folder) throws Exception {
        Config config = Config.fromKubeconfig(server.kubeconfig(folder).toFile());
        client = new KubernetesClientBuilder()
                .withHttpClientFactory(GuardedBody.clients())
                .withConfig(config)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Override
    MiniCluster cluster() {
        return cluster;
    }

    @Override
    KubernetesClient client() {
        return client;
    }

    @Test
    void creationTimestampsStrictlyIncreaseThoughTheClockStands() {
        cluster.deployment("n", "web", 3, V1);
        assertThat(pods())
                .extracting(pod -> pod.getMetadata().getCreationTimestamp())
                .doesNotHaveDuplicates()
                .allMatch(timestamp -> timestamp.startsWith("2026-01-01T00:00:"));
    }

    @Test
    void podIsPendingThenRunningThenTerminatingThenGone() throws Exception {
        cluster.deployment("n", "web", 1, V1);
        cluster.deleteDeployment("n", "web", Propagation.BACKGROUND);
        assertThat(events("/api/v1/pods", 4))
                .containsExactly(
                        "ADDED Pending", "MODIFIED Running", "MODIFIED Running marked", "DELETED Running marked");
    }

    @Test
    void foregroundDeletionMarksTheOwnerFirstAndRemovesItLast() throws Exception {
        cluster.deployment("n", "web", 0, V1);
        String path = "/apis/apps/v1/deployments";
        try (PlainHttp http = new PlainHttp(server)) {
            Iterator<JsonNode> watch = http.watch(path + "?watch=true&resourceVersion=" + version(http, path));
            cluster.deleteDeployment("n", "web", Propagation.FOREGROUND);
            assertThat(Stream.generate(watch::next).limit(2).map(MiniClusterTest::text))
                    .containsExactly("MODIFIED  marked", "DELETED  marked");
        }
    }

    private List<String> events(String path, int count) throws Exception {
        try (PlainHttp http = new PlainHttp(server)) {
            Iterator<JsonNode> watch = http.watch(path + "?watch=true&resourceVersion=1");
            return Stream.generate(watch::next)
                    .limit(count)
                    .map(MiniClusterTest::text)
                    .toList();
        }
    }

    private static long version(PlainHttp http, String path) throws Exception {
        return Long.parseLong(
                http.json(path).path("metadata").path("resourceVersion").asString());
    }

    private static String text(JsonNode event) {
        JsonNode object = event.path("object");
        boolean marked = object.path("metadata").has("deletionTimestamp");
        return event.path("type").asString() + " "
                + object.path("status").path("phase").asString("") + (marked ? " marked" : "");
    }
}
