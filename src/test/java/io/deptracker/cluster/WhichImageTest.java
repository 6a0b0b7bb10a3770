package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The artifact that a record names, over the whole path. A digest of 64 times the same digit is written as that digit.
 */
class WhichImageTest {
    private static final String WEB = "ghcr.io/lab-org/web";

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final StandInSink sink = new StandInSink(server);
    private EndToEndFixture path;
    private int checked;

    @BeforeEach
    void open() throws Exception {
        path = EndToEndFixture.open(folder, server, github, Map.of());
    }

    @AfterEach
    void close() {
        path.close();
        server.close();
        github.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // As containerd, cri-dockerd and CRI-O report an image that they pulled.
                "ghcr.io/lab-org/web:v1        | ghcr.io/lab-org/web@<a>                   | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1        | docker-pullable://ghcr.io/lab-org/web@<a> | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web           | ghcr.io/lab-org/web@<a>                   | ghcr.io/lab-org/web @a    |",
                // The hash of a local image's configuration.
                "ghcr.io/lab-org/web:v1        | <c>                                       |                           | local_image",
                "ghcr.io/lab-org/web:v1        | docker://<c>                              |                           | local_image",
                "ghcr.io/lab-org/web:v1        | <hex>                                     |                           | local_image",
                "ghcr.io/lab-org/web:v1        | something-else                            |                           | local_image",
                "ghcr.io/lab-org/web:v1        | containerd://<c>                          |                           | local_image",
                "ghcr.io/lab-org/web:v1        | docker-pullable://<c>                     |                           | local_image",
                // Not a digest that GitHub knows.
                "ghcr.io/lab-org/web:v1        | ghcr.io/lab-org/web@sha512:<hex>          |                           | no_digest",
                "ghcr.io/lab-org/web:v1        |                                           |                           | no_digest",
                // Pinned: the node's name of the image does not matter.
                "ghcr.io/lab-org/web:v1@<a>    | ghcr.io/lab-org/web@<a>                   | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web@<a>       | <hex>                                     | ghcr.io/lab-org/web @a    |",
                "ghcr.io/lab-org/web:v1@<a>    | <c>                                       | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1@<a>    | docker://<c>                              | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1@<a>    | ghcr.io/lab-org/web@<b>                   | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1@<a>    | quay.io/other/web@<b>                     | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web@sha512:00 | ghcr.io/lab-org/web@<b>                   | ghcr.io/lab-org/web @b    |",
                "ghcr.io/lab-org/web:v1@<a>    |                                           | ghcr.io/lab-org/web:v1 @a |",
                // With a tag, with another scheme, with a port.
                "ghcr.io/lab-org/web:v1        | ghcr.io/lab-org/web:v1@<a>                | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1        | containerd://ghcr.io/lab-org/web@<a>      | ghcr.io/lab-org/web:v1 @a |",
                "localhost:5000/web            | localhost:5000/web@<a>                    | localhost:5000/web @a     |",
                // The node has the image under two names.
                "quay.io/lab-org/web:v1        | docker.io/lab-org/web@<d>                 | quay.io/lab-org/web:v1 @d | other_repository",
                "nginx:1                       | docker-pullable://ghcr.io/lab-org/web@<d> | nginx:1 @d                | other_repository",
                // Docker Hub's names have several spellings; the record has the spec's.
                "nginx:1                       | docker.io/library/nginx@<d>               | nginx:1 @d                |",
                "nginx:1                       | docker-pullable://nginx@<d>               | nginx:1 @d                |",
                "docker.io/bitnami/redis:7     | index.docker.io/bitnami/redis@<d>         | docker.io/bitnami/redis:7 @d |",
            })
    void imageIdsHaveManyForms(
            String image, @Nullable String imageId, @Nullable String recorded, @Nullable String counted) {
        deployment(1);
        NodePod pod = web("web-1-a", 1, digests(image)).starts(2, imageId == null ? "" : digests(imageId));
        put(pod.build());
        if (recorded == null) {
            assertRecords();
        } else {
            assertRecords("deployed " + recorded);
        }
        // Seen again, nothing is counted again.
        put(pod.phase("Pending").build());
        put(pod.phase("Running").build());
        assertRecords();
        for (String reason : List.of("local_image", "no_digest", "other_repository", "not_recordable")) {
            assertThat(path.skipped(reason)).as(reason).isEqualTo(reason.equals(counted) ? 1 : 0);
        }
    }

    @Test
    void aPinnedImageThatIsNotPulledYetIsNotDeployed() {
        deployment(1);
        NodePod pod = web("web-1-a", 1, digests(WEB + ":v1@<a>"));
        put(pod.waits("ImagePullBackOff").phase("Running").build());
        assertRecords();
        put(pod.starts(3, digests("<c>")).build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
    }

    @Test
    void replicasOnNodesWithALocalImageDoNotFlap() {
        deployment(1);
        NodePod local = web("web-1-a", 1, WEB + ":v1").starts(2, digests("<1>"));
        put(local.build());
        put(web("web-1-b", 3, WEB + ":v1").starts(4, digests("docker://<2>")).build());
        assertRecords();
        NodePod pulled = web("web-1-c", 5, WEB + ":v1").starts(6, digests(WEB + "@<a>"));
        put(pulled.build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        put(web("web-1-d", 7, WEB + ":v1").starts(8, digests("<3>")).build());
        put(local.starts(9, digests("<1>")).build());
        assertRecords();
        // Only pods of local images are left; what they run is not known to be another artifact.
        put(pulled.evicted().build());
        assertRecords();
        put(web("web-1-e", 10, WEB + ":v1").starts(11, digests(WEB + "@<a>")).build());
        assertRecords();
    }

    @Test
    void aLocalImageInThePlaceOfAnArtifactEndsItsRecord() {
        deployment(1);
        NodePod pod = web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        put(pod.build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        deployment(2);
        put(web(2, "web-2-a", 3, WEB + ":v2").starts(4, digests("<c>")).build());
        assertRecords();
        sink.delete(pod.build());
        assertRecords("decommissioned ghcr.io/lab-org/web:v1 @a");
    }

    @Test
    void aPodWhoseImageIdNamesTheSpecsRepositoryIsPreferred() {
        deployment(1);
        put(web("web-1-a", 1, WEB + ":v1")
                .starts(2, digests("quay.io/other/web@<b>"))
                .build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @b");
        assertThat(path.skipped("other_repository")).isOne();
        put(web("web-1-b", 3, WEB + ":v1").starts(4, digests(WEB + "@<a>")).build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        put(web("web-1-c", 5, WEB + ":v1")
                .starts(6, digests("quay.io/other/web@<b>"))
                .build());
        assertRecords();
        // This pod is of an older revision.
        deployment(2);
        put(web(2, "web-2-a", 7, WEB + ":v2")
                .starts(8, digests("quay.io/other/web@<c>"))
                .build());
        assertRecords("deployed ghcr.io/lab-org/web:v2 @c");
    }

    @Test
    void anImageThatIsChangedInPlaceCountsOnceItRuns() throws Exception {
        deployment(1);
        NodePod pod = web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        put(pod.build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        put(pod.changes(10, WEB + ":v9").build());
        assertRecords();
        put(pod.waits("ErrImagePull").build());
        put(pod.waits("ImagePullBackOff").build());
        assertRecords();
        restart();
        assertRecords();
        put(pod.starts(20, digests(WEB + "@<9>")).build());
        assertRecords("deployed ghcr.io/lab-org/web:v9 @9");
        restart();
        put(pod.starts(30, digests(WEB + "@<9>")).build());
        assertRecords();
    }

    /** The same digest under a newer tag: only the container's ID shows that it was started again. */
    @Test
    void aTagThatIsChangedInPlaceCountsWithTheContainersId() {
        deployment(1);
        NodePod pod = web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        put(pod.build());
        put(pod.changes(10, WEB + ":stable").build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        // The node reports the image by the tag that it knew first.
        put(pod.starts(20, WEB + ":v1", digests(WEB + "@<a>")).build());
        assertRecords("deployed ghcr.io/lab-org/web:stable @a");
    }

    @Test
    void aPinnedDigestThatIsChangedInPlaceCountsOnceItRuns() throws Exception {
        deployment(1);
        NodePod pod = web("web-1-a", 1, digests(WEB + ":v1@<a>")).starts(2, digests("<1>"));
        put(pod.build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        put(pod.changes(10, digests(WEB + ":v2@<b>")).build());
        put(pod.waits("ImagePullBackOff").build());
        assertRecords();
        restart();
        assertRecords();
        put(pod.starts(20, digests("<2>")).build());
        assertRecords("deployed ghcr.io/lab-org/web:v2 @b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anImageThatWasChangedUnseenComesFromTheStatus(boolean waits) throws Exception {
        NodePod pod = web("web-1-a", 1, "nginx:1.26")
                .starts(2, "docker.io/library/nginx:1.26", digests("docker.io/library/nginx@<a>"))
                .changes(10, "nginx:1.27");
        path.close();
        deployment(1);
        sink.put((waits ? pod.waits("ImagePullBackOff") : pod).build());
        path = EndToEndFixture.open(folder, server, github, Map.of());
        assertRecords("deployed nginx:1.26 @a");
        put(pod.starts(20, "docker.io/library/nginx:1.27", digests("docker.io/library/nginx@<b>"))
                .build());
        assertRecords("deployed nginx:1.27 @b");
        restart();
        assertRecords();
    }

    /** A runtime reports any tag of the image; unless the pod was changed since, the spec's is correct. */
    @Test
    void theRuntimesNameOfAnImageIsNotTakenForAChange() throws Exception {
        deployment(1);
        put(web("web-1-a", 1, WEB + ":v1.2.3")
                .starts(2, "ghcr.io/lab-org/alias:latest", digests(WEB + "@<a>"))
                .build());
        assertRecords("deployed ghcr.io/lab-org/web:v1.2.3 @a");
        restart();
        assertRecords();
        // Changed in place, and started again since then.
        NodePod resized = web("web-1-b", 3, WEB + ":v1.2.3").changes(10, WEB + ":v1.2.3");
        put(resized.starts(20, WEB + ":latest", digests(WEB + "@<a>")).build());
        restart();
        assertRecords();
    }

    @Test
    void theContainerThatStartedLastDecides() throws Exception {
        deployment(1);
        NodePod older = web("web-1-a", 1, WEB + ":latest").starts(2, digests(WEB + "@<a>"));
        put(older.build());
        put(web("web-1-b", 10, WEB + ":latest")
                .starts(11, digests(WEB + "@<a>"))
                .build());
        assertRecords("deployed ghcr.io/lab-org/web:latest @a");
        put(older.starts(20, digests(WEB + "@<b>")).build());
        assertRecords("deployed ghcr.io/lab-org/web:latest @b");
        // Between two crashes it is no older than before.
        put(older.waits("CrashLoopBackOff").build());
        assertRecords();
        restart();
        assertRecords();
        put(older.starts(30, digests(WEB + "@<b>")).build());
        assertRecords();
    }

    @Test
    void evictionsAndRestartsWithTheSameImageAreNoNews() {
        deployment(1);
        NodePod first = web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        NodePod second = web("web-1-b", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        put(first.build());
        put(second.build());
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        put(first.starts(10, digests(WEB + "@<a>")).build());
        put(first.evicted().build());
        put(web("web-1-c", 11, WEB + ":v1").build());
        put(second.evicted().build());
        put(web("web-1-c", 11, WEB + ":v1").starts(12, digests(WEB + "@<a>")).build());
        assertRecords();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apps/v1", "apps.kruise.io/v1beta1"})
    void aPartitionOfAStatefulSetDoesNotFlap(String apiVersion) {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            put(postgres(apiVersion, ordinal, 1, ordinal));
        }
        assertRecords("deployed postgres:1 @1");
        put(postgres(apiVersion, 2, 2, 10));
        assertRecords("deployed postgres:2 @2");
        for (int second = 20; second < 30; second++) {
            // Each comes back at the old revision, younger than all others.
            put(postgres(apiVersion, second % 2, 1, second));
        }
        put(postgres(apiVersion, 2, 2, 40));
        put(postgres(apiVersion, 0, 1, 41));
        assertRecords();
        put(postgres(apiVersion, 1, 2, 50));
        put(postgres(apiVersion, 0, 2, 51));
        assertRecords();
        // More than nine: ordinals are compared as numbers.
        put(postgres(apiVersion, 10, 3, 60));
        assertRecords("deployed postgres:3 @3");
    }

    /** The image is the same in both templates: only the hash label of the controller distinguishes them. */
    @ParameterizedTest
    @CsvSource({
        "apps/v1, DaemonSet",
        "apps.kruise.io/v1alpha1, DaemonSet",
        "apps.kruise.io/v1alpha1, CloneSet",
        "example.com/v1, ReplicaSet"
    })
    void anOlderTemplatesContainerThatRestartsDoesNotDecide(String apiVersion, String kind) {
        String image = "ghcr.io/lab-org/agent";
        NodePod old = NodePod.of(apiVersion, kind, "agent", "h1", "agent-a", 1, image);
        put(old.starts(2, digests(image + "@<1>")).build());
        put(NodePod.of(apiVersion, kind, "agent", "h2", "agent-b", 10, image)
                .starts(11, digests(image + "@<2>"))
                .build());
        assertRecords("deployed ghcr.io/lab-org/agent @1", "deployed ghcr.io/lab-org/agent @2");
        put(old.starts(20, digests(image + "@<1>")).build());
        assertRecords();
    }

    /** A Deployment's annotations are copied to its ReplicaSets, which keep what is removed from it. */
    @Test
    void whatIsTakenBackFromADeploymentIsGoneAtOnce() throws Exception {
        Map<String, String> metadata = Map.of(
                "metadata.github.com/team", "blue",
                "metadata.github.com/runtime-risks", "internet-exposed",
                "deptracker.io/github-repository", "blue");
        Map<String, String> optOut = Map.of("deptracker.io/track", "false");
        deployment(1, metadata, metadata);
        put(web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>")).build());
        assertThat(github.accepted().getLast()).satisfies(record -> {
            assertThat(record.tags()).isEqualTo(Map.of("team", "blue"));
            assertThat(record.runtimeRisks()).containsExactly("internet-exposed");
            assertThat(record.githubRepository()).isEqualTo("blue");
        });
        deployment(1, Map.of(), metadata);
        path.settleAt(server);
        assertThat(github.accepted()).hasSize(2);
        assertThat(github.accepted().getLast()).satisfies(record -> {
            assertThat(record.tags()).isNullOrEmpty();
            assertThat(record.runtimeRisks()).isNullOrEmpty();
            assertThat(record.githubRepository()).isNull();
        });
        deployment(1, optOut, optOut);
        path.settleAt(server);
        checked = 2;
        assertRecords("decommissioned ghcr.io/lab-org/web:v1 @a");
        deployment(1, Map.of(), optOut);
        assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        restart();
        assertRecords();
    }

    /** The ReplicaSet is the only source of annotations if its Deployment is unreadable. */
    @Test
    void aReplicaSetsAnnotationsCountIfItsControllerIsNotSeen() throws Exception {
        server.forbid("deployments");
        restart();
        deployment(1, Map.of(), Map.of("metadata.github.com/team", "blue"));
        put(web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>")).build());
        assertThat(github.accepted())
                .singleElement()
                .satisfies(record -> assertThat(record.tags()).isEqualTo(Map.of("team", "blue")));
    }

    private static Pod postgres(String apiVersion, int ordinal, int template, int second) {
        return NodePod.of(
                        apiVersion,
                        "StatefulSet",
                        "pg",
                        "pg-h" + template,
                        "pg-" + ordinal,
                        second,
                        "postgres:" + template)
                .starts(second, digests("docker.io/library/postgres@<%d>".formatted(template)))
                .build();
    }

    private static NodePod web(String name, int second, String image) {
        return web(1, name, second, image);
    }

    private static NodePod web(int revision, String name, int second, String image) {
        return NodePod.of("apps/v1", "ReplicaSet", "web-" + revision, "h" + revision, name, second, image);
    }

    private void deployment(int revision) {
        deployment(revision, Map.of(), Map.of());
    }

    private void deployment(int revision, Map<String, String> annotations, Map<String, String> ofReplicaSet) {
        sink.put(new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("uid-web")
                .withAnnotations(annotations)
                .endMetadata()
                .build());
        sink.put(new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-" + revision)
                .withUid("uid-web-" + revision)
                .withAnnotations(ofReplicaSet)
                .addToAnnotations("deployment.kubernetes.io/revision", Integer.toString(revision))
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName("web")
                .withUid("uid-web")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build());
    }

    private void put(Pod pod) {
        sink.put(pod);
        path.settleAt(server);
    }

    private void restart() throws Exception {
        path.close();
        path = EndToEndFixture.open(folder, server, github, Map.of());
    }

    /** Asserts the records that GitHub received since the last call, as "status image:tag @digit". */
    private void assertRecords(String... records) {
        path.settleAt(server);
        List<ReceivedRecord> all = github.accepted();
        assertThat(all.subList(checked, all.size()))
                .extracting(WhichImageTest::text)
                .containsExactly(records);
        checked = all.size();
    }

    private static String text(ReceivedRecord record) {
        return EndToEndFixture.text(record).replace(" " + record.deploymentName() + " ", " ") + " @"
                + record.digest().charAt("sha256:".length());
    }

    /** Expands the short forms of digests and hex digits. */
    private static String digests(String text) {
        var digests = new StringBuilder();
        for (String part : text.replace("<hex>", "5".repeat(64)).split("[<>]", -1)) {
            digests.append(part.matches("[0-9a-f]") ? "sha256:" + part.repeat(64) : part);
        }
        return digests.toString();
    }
}
