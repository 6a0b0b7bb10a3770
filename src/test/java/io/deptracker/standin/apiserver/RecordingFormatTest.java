package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.cluster.MiniCluster;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RecordingFormatTest {
    private final ApiServerStandIn server = new ApiServerStandIn();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout", "kinds", "jobs", "containers", "takenback", "partition", "inplace", "forms"})
    void endsWithThePodsThatWereThereInTheEnd(String story) throws Exception {
        Recording recording = Recording.of(story);
        recording.loadInto(server);
        recording.playAll(server);
        assertThat(recording.hasNext()).isFalse();
        assertThat(server.objects("pods").stream()
                        .map(pod -> pod.path("metadata").path("name").asString()))
                .containsExactlyElementsOf(truth(story)
                        .path("pods_at_the_end")
                        .valueStream()
                        .map(pod -> pod.path("pod").asString())
                        .toList());
    }

    @Test
    void playsAllResourcesInTheOrderOfTheirVersions() {
        Recording recording = Recording.of("rollout");
        recording.loadInto(server);
        assertThat(recording.next(server))
                .isEqualTo(new RecordedEvent("deployments", "ADDED", "rec-rollout", "web", 277));
        assertThat(recording.next(server))
                .isEqualTo(new RecordedEvent("replicasets", "ADDED", "rec-rollout", "web-57777465f5", 278));
        assertThat(recording.next(server))
                .isEqualTo(new RecordedEvent("deployments", "MODIFIED", "rec-rollout", "web", 279));
        assertThat(server.objects("deployments"))
                .singleElement()
                .satisfies(web -> assertThat(
                                web.path("metadata").path("resourceVersion").asString())
                        .isEqualTo("279"));
    }

    /** The server sends what it was given, byte for byte except for the order of fields. */
    @Test
    void isSentAsItWasRecorded() throws Exception {
        Recording recording = Recording.of("containers");
        recording.loadInto(server);
        recording.playAll(server);
        try (PlainHttp http = new PlainHttp(server);
                InputStream watch = getClass().getResourceAsStream("/recordings/containers/pods.watch.jsonl")) {
            Iterator<JsonNode> sent = http.watch("/api/v1/pods?watch=true&resourceVersion=808");
            for (String line : new String(watch.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                assertThat(sent.next()).isEqualTo(JSON.readTree(line));
            }
        }
    }

    @Test
    void digestsAreThoseOfTheMiniCluster() throws Exception {
        Recording recording = Recording.of("kinds");
        recording.playAll(server);
        assertThat(server.objects("pods")).isNotEmpty().allSatisfy(pod -> {
            JsonNode status = pod.path("status").path("containerStatuses").get(0);
            String image =
                    pod.path("spec").path("containers").get(0).path("image").asString();
            assertThat(status.path("imageID").asString()).endsWith("@" + MiniCluster.digestOf(image));
        });
        assertThat(MiniCluster.digestOf("ghcr.io/lab-org/web:v1"))
                .isEqualTo("sha256:21ec8be29842891ed74ecae697c834be7764fff5f50c9611696644c827d4a190");
    }

    private static JsonNode truth(String story) throws Exception {
        try (InputStream in = RecordingFormatTest.class.getResourceAsStream("/recordings/" + story + "/truth.json")) {
            return JSON.readTree(in);
        }
    }
}
