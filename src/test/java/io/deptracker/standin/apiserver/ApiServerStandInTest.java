package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;
import static io.deptracker.standin.apiserver.TestPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ApiServerStandInTest {
    private static final String AS_LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json;q=0.5;as=Nothing";
    private static final String AS_OBJECT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final PlainHttp http = new PlainHttp(server);

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    @Test
    void listsAsATypedListWithTheVersionOfTheMoment() throws Exception {
        server.put("pods", pod("a", "web"));
        JsonNode list = http.json("/api/v1/pods");
        assertThat(list.path("kind").asString()).isEqualTo("PodList");
        assertThat(list.path("metadata").path("resourceVersion").asString()).isEqualTo("2");
        assertThat(list.path("items")).hasSize(1);
        assertThat(list.path("items").get(0).has("kind")).isFalse();
        assertThat(http.json("/apis/apps/v1/deployments").path("kind").asString())
                .isEqualTo("DeploymentList");
        assertThat(http.json("/api/v1/namespaces/a/pods/web").path("kind").asString())
                .isEqualTo("Pod");
        assertThat(http.get("/api/v1/namespaces/a/pods/none").statusCode()).isEqualTo(404);
        assertThat(http.get("/api/v1/secrets").statusCode()).isEqualTo(404);
        assertThat(http.json("/version").path("minor").asString()).isEqualTo("36");
    }

    @Test
    void selectsByNamespaceFieldAndLabel() throws Exception {
        server.put("pods", pod("a", "web"));
        server.put("pods", pod("b", "web"));
        server.put("pods", pod("kube-system", "dns"));
        assertThat(names("/api/v1/namespaces/a/pods")).containsExactly("a/web");
        assertThat(names("/api/v1/pods?fieldSelector=metadata.namespace%21%3Dkube-system,metadata.namespace!=b"))
                .containsExactly("a/web");
        assertThat(names("/api/v1/pods?fieldSelector=metadata.name=dns")).containsExactly("kube-system/dns");
        assertThat(names("/api/v1/pods?labelSelector=app%21%3Dweb")).containsExactly("kube-system/dns");
        assertThat(names("/api/v1/pods?labelSelector=app,app==web")).containsExactly("a/web", "b/web");
        assertThat(http.get("/apis/apps/v1/deployments?fieldSelector=status.phase=x")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void pagesShowTheMomentOfTheFirstUntilItIsCompacted() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            server.put("pods", pod("n", name));
        }
        JsonNode first = http.json("/api/v1/pods?limit=2").path("metadata");
        server.delete("pods", "n", "c");
        String next = "/api/v1/pods?limit=2&continue=" + first.path("continue").asString();
        assertThat(first.path("remainingItemCount").asInt()).isEqualTo(1);
        assertThat(names(next)).containsExactly("n/c");
        server.compact();
        assertThat(http.get(next).statusCode()).isEqualTo(410);
    }

    @Test
    void watchSendsWhatHappenedSinceAndThenWhatHappens() throws Exception {
        server.put("pods", pod("n", "old"));
        server.put("pods", pod("n", "new"));
        Iterator<JsonNode> events = http.watch("/api/v1/pods?watch=true&resourceVersion=2&allowWatchBookmarks=true");
        assertThat(text(events.next())).isEqualTo("ADDED new 3");
        server.put("pods", pod("n", "new", "Running"));
        server.put("replicasets", pod("n", "other"));
        server.delete("pods", "n", "new");
        server.bookmark();
        assertThat(text(events.next())).isEqualTo("MODIFIED new 4");
        assertThat(text(events.next())).isEqualTo("DELETED new 6");
        assertThat(text(events.next())).isEqualTo("BOOKMARK  6");
        server.closeWatches();
        assertThat(text(events.next())).isEqualTo("BOOKMARK  6");
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void watchEndsWithTheTimeAskedFor() throws Exception {
        assertThat(http.watch("/api/v1/pods?watch=true&resourceVersion=1&timeoutSeconds=1&allowWatchBookmarks=true")
                        .hasNext())
                .isFalse();
    }

    @Test
    void toASelectiveWatchObjectsComeAndGoAsTheyMatch() throws Exception {
        Iterator<JsonNode> events =
                http.watch("/api/v1/pods?watch=1&resourceVersion=1&fieldSelector=status.phase=Running");
        server.put("pods", pod("n", "web", "Pending"));
        server.put("pods", pod("n", "web", "Running"));
        server.put("pods", pod("n", "web", "Succeeded"));
        server.delete("pods", "n", "web");
        server.closeWatches();
        assertThat(text(events.next())).isEqualTo("ADDED web 3");
        assertThat(text(events.next())).isEqualTo("DELETED web 4");
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void watchFromTooOldAVersionIsAnErrorInsideASuccess() throws Exception {
        server.advanceTo(671);
        server.compact();
        HttpResponse<String> response = http.get("/api/v1/pods?watch=true&resourceVersion=1");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body().strip()).isEqualTo(bodyOf("watch-too-old.http"));
    }

    @Test
    void listsMetadataAloneAsARealServer() throws Exception {
        ObjectNode recorded = (ObjectNode) JSON.readTree(recorded("replicasets-as-metadata.json"));
        ObjectNode replicaSet = ((ObjectNode) recorded.path("items").get(0)).deepCopy();
        replicaSet.put("kind", "ReplicaSet").put("apiVersion", "apps/v1").putObject("spec");
        server.putAsRecorded("replicasets", replicaSet);
        server.advanceTo(1046);
        assertThat(JSON.readTree(http.get("/apis/apps/v1/replicasets", AS_LIST).body()))
                .isEqualTo(recorded);
        assertThat(http.get("/apis/apps/v1/replicasets", AS_OBJECT).statusCode())
                .isEqualTo(406);
        server.withoutPartialMetadata();
        assertThat(JSON.readTree(http.get("/apis/apps/v1/replicasets", AS_LIST).body())
                        .path("items")
                        .get(0)
                        .has("spec"))
                .isTrue();
    }

    @Test
    void watchesMetadataAloneFromTheInitialEventsOnAsARealServer() throws Exception {
        List<JsonNode> recorded = recorded("deployments-watchlist-as-metadata.jsonl")
                .lines()
                .<JsonNode>map(JSON::readTree)
                .toList();
        server.putAsRecorded("deployments", (ObjectNode) recorded.getFirst().path("object"));
        server.advanceTo(1046);
        Iterator<JsonNode> events = http.watch(
                "/apis/apps/v1/deployments?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                        + "&resourceVersionMatch=NotOlderThan",
                AS_OBJECT);
        for (JsonNode event : recorded) {
            switch (event.path("type").asString()) {
                case "MODIFIED" -> server.putAsRecorded("deployments", (ObjectNode) event.path("object"));
                case "DELETED" -> server.deleteAsRecorded("deployments", (ObjectNode) event.path("object"));
                default -> assertThat(event.path("type").asString()).isIn("ADDED", "BOOKMARK");
            }
            JsonNode sent = events.next();
            assertThat(sent.path("type")).isEqualTo(event.path("type"));
            assertThat(sent.path("object").path("metadata"))
                    .isEqualTo(event.path("object").path("metadata"));
            assertThat(sent.path("object").path("kind").asString()).isEqualTo("PartialObjectMetadata");
        }
    }

    @Test
    void forbidsAsARealServer() throws Exception {
        server.forbid("deployments");
        HttpResponse<String> list = http.get("/apis/apps/v1/deployments");
        assertThat(list.statusCode()).isEqualTo(403);
        assertThat(list.body().replaceAll("serviceaccount:[a-z:-]+", "ACCOUNT"))
                .isEqualTo(bodyOf("forbidden.http").replaceAll("serviceaccount:[a-z:-]+", "ACCOUNT"));
        assertThat(http.get("/apis/apps/v1/deployments?watch=true").statusCode())
                .isEqualTo(403);
        server.allow("deployments");
        assertThat(http.get("/apis/apps/v1/deployments").statusCode()).isEqualTo(200);
    }

    @Test
    void failsUntilItRecovers() throws Exception {
        server.failWith(429, Map.of("Retry-After", "7"));
        HttpResponse<String> refused = http.get("/api/v1/pods");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        server.recover();
        assertThat(http.get("/api/v1/pods").statusCode()).isEqualTo(200);
    }

    @Test
    void knowsWhatItWasAskedAndWhoIsGone() throws Exception {
        http.watch("/api/v1/namespaces/n/pods?watch=true&fieldSelector=metadata.name%3Dweb", AS_OBJECT);
        server.awaitWatches("pods", 1, PATIENCE);
        assertThat(server.requests())
                .containsExactly(
                        new Request("watch", "pods", "n", "watch=true&fieldSelector=metadata.name=web", AS_OBJECT));
        http.close();
        server.watches().awaitNone("pods", PATIENCE);
    }

    private List<String> names(String path) throws Exception {
        return http.json(path)
                .path("items")
                .valueStream()
                .map(item -> item.path("metadata"))
                .map(metadata -> metadata.path("namespace").asString() + "/"
                        + metadata.path("name").asString())
                .toList();
    }

    private static String text(JsonNode event) {
        JsonNode metadata = event.path("object").path("metadata");
        return event.path("type").asString() + " " + metadata.path("name").asString("") + " "
                + metadata.path("resourceVersion").asString();
    }

    /** Returns the body as JSON written again, so that layout makes no difference. */
    private static String bodyOf(String httpFile) throws Exception {
        String http = recorded(httpFile);
        String body = http.substring(http.indexOf("\n{"));
        return JSON.writeValueAsString(JSON.readTree(body));
    }

    private static String recorded(String file) throws Exception {
        try (InputStream in = ApiServerStandInTest.class.getResourceAsStream("/recordings/protocol/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
