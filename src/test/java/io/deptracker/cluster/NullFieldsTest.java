package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Null where a list, a map or an object is expected, through the real client and over the whole path. */
class NullFieldsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, String> WEB = Map.of("app", "ghcr.io/lab-org/web:v1");

    /** The fields without which the pod's owner, its containers, or what they run is unknown. */
    private static final Set<String> NEEDED = Set.of(
            "/metadata/ownerReferences",
            "/metadata/ownerReferences/0",
            "/spec",
            "/spec/containers",
            "/spec/containers/0",
            "/status",
            "/status/containerStatuses",
            "/status/containerStatuses/0");

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());

    @AfterEach
    void close() {
        server.close();
        github.close();
    }

    /** Each list of a kind without objects has "items": null. */
    @Test
    void aClusterWithoutAnythingIsWatched() throws Exception {
        try (var path = open()) {
            cluster.deployment("shop", "web", 1, WEB);
            path.settleAt(server);
            assertThat(records()).containsExactly("deployed shop/web/app ghcr.io/lab-org/web:v1");
        }
    }

    @Test
    void whatVanishedWithItsWholeKindWhileNothingWasSeenIsGone() throws Exception {
        cluster.deployment("shop", "web", 1, WEB);
        try (var path = open()) {
            server.loseEvents(true);
            cluster.deleteDeployment("shop", "web", Propagation.BACKGROUND);
            server.compact();
            server.loseEvents(false);
            // A 410 makes the client list again: pods, ReplicaSets and Deployments are now "items": null or [].
            server.dropWatches();
            server.awaitWatches("pods", 1, PATIENCE);
            server.awaitWatches("deployments", 1, PATIENCE);
            server.awaitWatches("replicasets", 1, PATIENCE);
            path.settleAt(server);
            assertThat(records())
                    .containsExactly(
                            "deployed shop/web/app ghcr.io/lab-org/web:v1",
                            "decommissioned shop/web/app ghcr.io/lab-org/web:v1");
        }
    }

    @Test
    void aPodIsReadWhateverOfItIsNull() throws Exception {
        List<String> pointers = pointers();
        assertThat(pointers).hasSizeGreaterThan(50).containsAll(NEEDED);
        for (int i = 0; i < pointers.size(); i++) {
            server.put("pods", podWithNull("listed", i, pointers.get(i)));
        }
        try (var path = open()) {
            for (int i = 0; i < pointers.size(); i++) {
                server.put("pods", podWithNull("watched", i, pointers.get(i)));
            }
            path.settleAt(server);
        }
        var expected = new ArrayList<String>();
        for (String namespace : List.of("listed", "watched")) {
            for (int i = 0; i < pointers.size(); i++) {
                if (!NEEDED.contains(pointers.get(i))) {
                    expected.add("deployed " + namespace + "/set-" + i + "/web ghcr.io/lab-org/web:v1");
                }
            }
        }
        assertThat(records()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(github.accepted())
                .allSatisfy(record -> assertThat(record.digest()).isEqualTo(digestOf("ghcr.io/lab-org/web:v1")));
    }

    /** No API server accepts such a pod; if one arrived, it must not affect the others. */
    @ParameterizedTest
    @CsvSource({
        "/metadata/ownerReferences/0/kind, ",
        "/metadata/ownerReferences/0/name, ",
        "/metadata/ownerReferences/0/apiVersion, ",
        "/metadata/creationTimestamp, ",
        "/metadata/creationTimestamp, yesterday",
        "/spec/containers/0/name, ",
        "/spec/containers/0/image, ",
        "/status/containerStatuses/0/name, ",
        "/status/containerStatuses/0/imageID, ",
    })
    void aPodThatMakesNoSenseCostsTheOthersNothing(String pointer, @Nullable String value) throws Exception {
        JsonPointer place = JsonPointer.compile(pointer);
        try (var path = open()) {
            ObjectNode odd = podWithNull("shop", 1, pointer);
            if (value != null) {
                ((ObjectNode) odd.at(place.head())).put(place.last().getMatchingProperty(), value);
            }
            server.put("pods", odd);
            server.put("pods", podWithNull("shop", 2, "/metadata/labels"));
            path.settleAt(server);
            assertThat(records()).contains("deployed shop/set-2/web ghcr.io/lab-org/web:v1");
        }
    }

    @Test
    void anOwnerIsReadWhateverOfItsMetadataIsNull() throws Exception {
        cluster.deployment("shop", "web", 1, WEB);
        for (String resource : List.of("deployments", "replicasets", "namespaces")) {
            for (ObjectNode object : server.objects(resource)) {
                ObjectNode changed = object.deepCopy();
                ObjectNode metadata = changed.withObject("metadata");
                metadata.putNull("labels").putNull("finalizers").putNull("managedFields");
                if (!resource.equals("replicasets")) {
                    metadata.putNull("annotations").putNull("ownerReferences");
                }
                changed.putNull("spec").putNull("status");
                server.put(resource, changed);
            }
        }
        try (var path = open()) {
            path.settleAt(server);
            assertThat(records()).containsExactly("deployed shop/web/app ghcr.io/lab-org/web:v1");
        }
    }

    private EndToEndFixture open() throws Exception {
        return EndToEndFixture.open(folder, server, github, Map.of());
    }

    private List<String> records() {
        return github.accepted().stream().map(EndToEndFixture::text).toList();
    }

    /** Returns a recorded pod of an unreadable controller, with null at one place. */
    private static ObjectNode podWithNull(String namespace, int number, String pointer) throws Exception {
        ObjectNode pod = recordedPod();
        pod.withObject("metadata").put("namespace", namespace).put("name", "pod-" + number);
        ((ObjectNode) pod.at("/metadata/ownerReferences/0"))
                .put("apiVersion", "apps.kruise.io/v1alpha1")
                .put("kind", "CloneSet")
                .put("name", "set-" + number);
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = pod.at(place.head());
        if (parent instanceof ArrayNode array) {
            array.setNull(place.last().getMatchingIndex());
        } else {
            ((ObjectNode) parent).putNull(place.last().getMatchingProperty());
        }
        return pod;
    }

    /** Returns every list, map and object of a recorded pod, except its metadata itself, which contains its name. */
    private static List<String> pointers() throws Exception {
        var pointers = new ArrayList<String>();
        collect(recordedPod(), JsonPointer.empty(), pointers);
        pointers.removeAll(List.of("", "/metadata"));
        return pointers;
    }

    private static void collect(JsonNode node, JsonPointer at, List<String> pointers) {
        if (!node.isContainer() || at.toString().endsWith("/fieldsV1")) {
            return;
        }
        pointers.add(at.toString());
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            collect(node.get(i), at.appendIndex(i), pointers);
        }
        node.propertyStream()
                .forEach(property -> collect(property.getValue(), at.appendProperty(property.getKey()), pointers));
    }

    private static ObjectNode recordedPod() throws Exception {
        try (InputStream in = NullFieldsTest.class.getResourceAsStream("/recordings/protocol/list-page-1.json")) {
            ObjectNode pod = (ObjectNode) JSON.readTree(in).path("items").get(0);
            pod.withObject("metadata").putObject("annotations").put("metadata.github.com/team", "payments");
            return pod;
        }
    }
}
