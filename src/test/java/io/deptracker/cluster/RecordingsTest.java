package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.Recording;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real API server sent, through the whole path. The expectations follow from the stories and the documented rules.
 */
class RecordingsTest {
    private static final String QUOTED = "\"it's\" \\ <b>ü中🚀</b>";

    /** The records that GitHub accepted, in order, for each story; each is played step by step once. */
    private static final Map<String, List<ReceivedRecord>> STEP_BY_STEP = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    static Stream<Arguments> stories() {
        return Stream.of(
                // Scaling changes nothing, neither up, down nor to zero; each rollout is one record of what changed.
                Arguments.of(
                        "rollout",
                        List.of(
                                "deployed rec-rollout/web/app ghcr.io/lab-org/web:v1",
                                "deployed rec-rollout/web/proxy envoyproxy/envoy:v1.31.0",
                                "deployed rec-rollout/web/migrate ghcr.io/lab-org/migrate:v1",
                                "deployed rec-rollout/web/app ghcr.io/lab-org/web:v2",
                                "deployed rec-rollout/web/app ghcr.io/lab-org/web:v1",
                                "decommissioned rec-rollout/web/app ghcr.io/lab-org/web:v1",
                                "decommissioned rec-rollout/web/proxy envoyproxy/envoy:v1.31.0",
                                "decommissioned rec-rollout/web/migrate ghcr.io/lab-org/migrate:v1")),
                // A pod without a controller is not tracked; an image given by digest has no version.
                Arguments.of(
                        "kinds",
                        List.of(
                                "deployed rec-kinds/db/db postgres:17.2",
                                "deployed rec-kinds/agent/agent ghcr.io/lab-org/agent",
                                "deployed rec-kinds/lone-replicaset/app localhost:5000/lone:1.0",
                                "deployed rec-kinds/db/db postgres:17.3",
                                "decommissioned rec-kinds/db/db postgres:17.3",
                                "decommissioned rec-kinds/lone-replicaset/app localhost:5000/lone:1.0")),
                // Both Jobs belong to the CronJob, by their owner and not by their name.
                Arguments.of(
                        "jobs",
                        List.of(
                                "deployed rec-jobs/import/import ghcr.io/lab-org/import:2024.11",
                                "deployed rec-jobs/nightly/report ghcr.io/lab-org/report:v7",
                                "decommissioned rec-jobs/import/import ghcr.io/lab-org/import:2024.11",
                                "decommissioned rec-jobs/nightly/report ghcr.io/lab-org/report:v7")),
                // A container is gone with the last pod that has it; orphaned ReplicaSets are workloads of their own.
                Arguments.of(
                        "containers",
                        List.of(
                                "deployed rec-containers/api/main ghcr.io/lab-org/main:1",
                                "deployed rec-containers/api/sidecar ghcr.io/lab-org/sidecar:1",
                                "decommissioned rec-containers/api/sidecar ghcr.io/lab-org/sidecar:1",
                                "deployed rec-containers/api/server ghcr.io/lab-org/server:1",
                                "decommissioned rec-containers/api/main ghcr.io/lab-org/main:1",
                                "deployed rec-containers/api/server ghcr.io/lab-org/server:1",
                                "deployed rec-containers/api-fc67bbb94/server ghcr.io/lab-org/server:1",
                                "decommissioned rec-containers/api/server ghcr.io/lab-org/server:1",
                                "decommissioned rec-containers/api-fc67bbb94/server ghcr.io/lab-org/server:1")),
                // Opted out and in again: annotations that only the ReplicaSet still has are not read.
                Arguments.of(
                        "takenback",
                        List.of(
                                "deployed rec-takenback/web/app ghcr.io/lab-org/web:v1",
                                "decommissioned rec-takenback/web/app ghcr.io/lab-org/web:v1",
                                "deployed rec-takenback/web/app ghcr.io/lab-org/web:v1",
                                "deployed rec-takenback/web/app ghcr.io/lab-org/web:v2")),
                // Pods that come back at the old revision change nothing.
                Arguments.of(
                        "partition",
                        List.of(
                                "deployed rec-partition/pg/pg postgres:17.1",
                                "deployed rec-partition/pg/pg postgres:17.2")),
                // The tag counts once the image's ID changes; a restart that pulls another image for it is a change,
                // too.
                Arguments.of(
                        "inplace",
                        List.of(
                                "deployed rec-inplace/web/app ghcr.io/lab-org/web:latest",
                                "deployed rec-inplace/web/app ghcr.io/lab-org/web:v9",
                                "deployed rec-inplace/web/app ghcr.io/lab-org/web:v9",
                                "deployed rec-inplace/web/app ghcr.io/lab-org/web:latest",
                                "decommissioned rec-inplace/web/app ghcr.io/lab-org/web:latest")),
                // Images that exist only on a node are no artifacts; kinds of other groups are not the native ones of
                // their name.
                Arguments.of(
                        "forms",
                        List.of(
                                "deployed rec-forms/c/app ghcr.io/lab-org/c:1",
                                "deployed rec-forms/d/app quay.io/lab-org/d:1",
                                "deployed rec-forms/train/app ghcr.io/lab-org/train:1",
                                "deployed rec-forms/kdb/app ghcr.io/lab-org/kdb:1",
                                "decommissioned rec-forms/train/app ghcr.io/lab-org/train:1")));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void eachChangeIsSaidOnce(String story, List<String> expected) {
        assertThat(stepByStep(story)).extracting(EndToEndFixture::text).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout", "kinds", "jobs", "containers", "takenback", "partition", "inplace", "forms"})
    void theEndIsTheSameHoweverFastItHappens(String story) throws Exception {
        assertThat(deployed(play(story, folder.resolve("fast"), false))).isEqualTo(deployed(stepByStep(story)));
    }

    @Test
    void annotationsComeFromThePodAndItsOwners() {
        assertThat(stepByStep("rollout")).allSatisfy(record -> {
            assertThat(record.tags()).containsExactly(Map.entry("team", "payments"));
            assertThat(record.runtimeRisks()).containsExactlyInAnyOrder("internet-exposed", "sensitive-data");
        });
    }

    @Test
    void aChangedAnnotationIsANewRecordAndHostileTextTravelsUnharmed() {
        List<ReceivedRecord> ofServer = named(stepByStep("containers"), "rec-containers/api/server");
        assertThat(ofServer.getFirst().tags()).containsEntry("quote", QUOTED).containsEntry("tier", "silver");
        assertThat(ofServer.getFirst().runtimeRisks()).isEmpty();
        assertThat(ofServer.get(1).runtimeRisks()).containsExactly("lateral-movement");
    }

    @Test
    void theDigestIsWhatTheContainerRuns() {
        assertThat(named(stepByStep("rollout"), "rec-rollout/web/app"))
                .extracting(ReceivedRecord::digest)
                .startsWith(
                        digestOf("ghcr.io/lab-org/web:v1"),
                        digestOf("ghcr.io/lab-org/web:v2"),
                        digestOf("ghcr.io/lab-org/web:v1"));
    }

    @Test
    void thePinnedDigestIsTakenAndElseThatOfTheRegistry() {
        assertThat(stepByStep("forms").subList(0, 2))
                .extracting(ReceivedRecord::digest)
                .containsExactly("sha256:" + "a".repeat(64), "sha256:" + "d".repeat(64));
        assertThat(stepByStep("inplace").subList(1, 3))
                .extracting(ReceivedRecord::digest)
                .containsExactly("sha256:" + "9".repeat(64), "sha256:" + "9a".repeat(32));
    }

    private List<ReceivedRecord> stepByStep(String story) {
        return STEP_BY_STEP.computeIfAbsent(story, name -> {
            try {
                return play(name, folder.resolve("step-by-step-" + name), true);
            } catch (Exception failed) {
                throw new IllegalStateException(name + " could not be played", failed);
            }
        });
    }

    private static List<ReceivedRecord> play(String story, Path folder, boolean settling) throws Exception {
        Files.createDirectories(folder);
        var recording = Recording.of(story);
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            recording.loadInto(server);
            try (var path = EndToEndFixture.open(folder, server, github, Map.of())) {
                while (recording.hasNext()) {
                    path.play(recording.next(server));
                    if (settling) {
                        path.settle();
                    }
                }
                path.settle();
            }
            return github.accepted();
        }
    }

    private static List<ReceivedRecord> named(List<ReceivedRecord> records, String deploymentName) {
        return records.stream()
                .filter(record -> record.deploymentName().equals(deploymentName))
                .toList();
    }

    /** Returns the records that are deployed at the end, by name. */
    private static Map<String, ReceivedRecord> deployed(List<ReceivedRecord> records) {
        var view = new TreeMap<String, ReceivedRecord>();
        records.forEach(record -> view.put(record.deploymentName(), record));
        view.values().removeIf(record -> record.status().equals("decommissioned"));
        return view;
    }
}
