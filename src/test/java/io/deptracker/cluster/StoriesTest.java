package io.deptracker.cluster;

import static io.deptracker.cluster.Scene.box;
import static io.deptracker.cluster.Scene.unpulled;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.Thing.Box;
import io.deptracker.cluster.Thing.Life;
import io.deptracker.standin.ApiServerStandIn;
import io.deptracker.standin.GitHubStandIn;
import io.deptracker.standin.ReceivedRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What GitHub is told of each kind of workload in each story that may happen to it, over the whole path; beside what the
 * recordings of a real API server tell. A Rollout owns ReplicaSets and a CloneSet pods; neither can be read.
 */
class StoriesTest {
    private static final Box V1 = box("app", "ghcr.io/lab-org/web:v1");
    private static final Box V2 = box("app", "ghcr.io/lab-org/web:v2");
    private static final Box PROXY = box("proxy", "envoyproxy/envoy:v1.31.0");
    private static final String DEPLOYED_V1 = "deployed app ghcr.io/lab-org/web:v1";
    private static final String DEPLOYED_V2 = "deployed app ghcr.io/lab-org/web:v2";
    private static final String GONE_V1 = "decommissioned app ghcr.io/lab-org/web:v1";

    private static final List<String> READ =
            List.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob");
    private static final List<String> UNREAD = List.of("Rollout.argoproj.io", "CloneSet.apps.kruise.io");
    private static final List<String> ALL =
            Stream.concat(READ.stream(), UNREAD.stream()).toList();
    private static final List<String> OVER_REPLICA_SETS = List.of("Deployment", "Rollout.argoproj.io");
    private static final List<String> OVER_PODS = List.of("StatefulSet", "DaemonSet", "CloneSet.apps.kruise.io");
    private static final List<String> JOBS = List.of("Job", "CronJob");

    @TempDir
    static Path folder;

    private static ApiServerStandIn server;
    private static GitHubStandIn github;
    private static WholePath path;
    private static int scenes;

    @BeforeAll
    static void open() throws Exception {
        server = new ApiServerStandIn();
        github = GitHubStandIn.start();
        path = WholePath.open(folder, server, github, Map.of());
    }

    @AfterAll
    static void close() {
        path.close();
        server.close();
        github.close();
    }

    static Stream<Arguments> stories() {
        return Stream.of(
                        story("several replicas are one record", ALL, StoriesTest::created),
                        story("a rolling update with surge is one record", OVER_REPLICA_SETS, StoriesTest::surge),
                        story("a replacement pod by pod is one record", OVER_PODS, StoriesTest::replacement),
                        story("a rollback on the heels of a rollout", OVER_REPLICA_SETS, StoriesTest::rollback),
                        story("a rollout paused half way does not flap", OVER_REPLICA_SETS, StoriesTest::paused),
                        story("an image that can't be pulled is not deployed", ALL, StoriesTest::unpullable),
                        story("a crash loop is deployed all the same", OVER_REPLICA_SETS, StoriesTest::crashLoop),
                        story("scaled to zero it stays until it is deleted", READ, StoriesTest::scaledToZero),
                        story("scaled to zero it is gone where it can't be read", UNREAD, StoriesTest::scaledUnread),
                        story("deleted in the background", ALL, StoriesTest::background),
                        story("deleted in the foreground", ALL, StoriesTest::foreground),
                        story("orphaned ReplicaSets are workloads", OVER_REPLICA_SETS, StoriesTest::orphanedSet),
                        story("orphaned pods are none", OVER_PODS, StoriesTest::orphanedPods),
                        story("its namespace goes, and pods first", ALL, StoriesTest::namespace),
                        story("deleted and made again at once it stays", ALL, StoriesTest::madeAgain),
                        story("a container goes with the last pod that has it", ALL, StoriesTest::containerLeaves),
                        story("too quick to be seen running", JOBS, StoriesTest::quick),
                        story("the digest comes late", ALL, StoriesTest::late),
                        story("a changed annotation is a record", READ, StoriesTest::annotated))
                .flatMap(story -> story);
    }

    private static Stream<Arguments> story(String name, List<String> kinds, Consumer<Scene> play) {
        return kinds.stream().map(kind -> Arguments.of(kind, name, play));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("stories")
    void isTold(String kind, String name, Consumer<Scene> play) {
        play.accept(new Scene(kind, "s" + ++scenes, server, github, path));
        assertThat(github.violations()).as(name).isEmpty();
    }

    private static Scene runs(Scene scene, Box... boxes) {
        return scene.create().revision(1).running("a", 1, boxes);
    }

    private static void created(Scene scene) {
        runs(scene, V1, PROXY).told(DEPLOYED_V1, "deployed proxy envoyproxy/envoy:v1.31.0");
        scene.running("b", 1, V1, PROXY).running("c", 1, V1, PROXY).told();
    }

    private static void surge(Scene scene) {
        runs(scene, V1).running("b", 1, V1).told(DEPLOYED_V1);
        scene.revision(2).pod("c", 2, Life.PENDING, unpulled(V2)).told();
        scene.change("c", pod -> pod.with(List.of(V2)).living(Life.RUNNING)).told(DEPLOYED_V2);
        scene.terminating("a").gone("a").told();
        // An autoscaler, in the middle of it.
        scene.running("d", 1, V1).told();
        scene.running("e", 2, V2).terminating("b", "d").gone("b", "d").told();
    }

    private static void replacement(Scene scene) {
        runs(scene, V1).running("b", 1, V1).told(DEPLOYED_V1);
        scene.terminating("b").gone("b").told();
        scene.running("b", 1, V2).told(DEPLOYED_V2);
        scene.terminating("a").gone("a").running("a", 1, V2).told();
    }

    private static void rollback(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.revision(2).running("b", 2, V2).told(DEPLOYED_V2);
        scene.revision(1, 3).told(DEPLOYED_V1);
        scene.terminating("b").gone("b").told();
    }

    private static void paused(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.revision(2).running("b", 2, V2).told(DEPLOYED_V2);
        scene.terminating("a").gone("a").running("a", 1, V1).told();
        scene.terminating("a").gone("a").running("c", 2, V2).told();
    }

    private static void unpullable(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.revision(2).pod("b", 2, Life.PENDING, unpulled(V2)).told();
        scene.terminating("b").gone("b").told();
    }

    private static void crashLoop(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.revision(2).running("b", 2, V2).told(DEPLOYED_V2);
        scene.change("b", pod -> pod.with(List.of(V2))).told();
        scene.revision(1, 3).terminating("b").gone("b").told(DEPLOYED_V1);
    }

    private static void scaledToZero(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.terminating("a").gone("a").told();
        scene.holderGone(1).told();
        scene.topGone().told(GONE_V1);
    }

    private static void scaledUnread(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.terminating("a").told();
        scene.gone("a").told(GONE_V1);
    }

    private static void background(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.topGone().holderGone(1).terminating("a").told();
        scene.gone("a").told(GONE_V1);
    }

    private static void foreground(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.terminating("a").gone("a").holderGone(1).topGone().told(GONE_V1);
    }

    private static void orphanedSet(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.disown(1).topGone();
        assertThat(scene.news())
                .extracting(record -> WholePath.said(record).replaceAll(" s\\d+/", " "))
                .containsExactlyInAnyOrder(
                        "deployed web-h1/app ghcr.io/lab-org/web:v1", "decommissioned web/app ghcr.io/lab-org/web:v1");
    }

    private static void orphanedPods(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.disown(1, "a").topGone().told(GONE_V1);
        scene.gone("a").told();
    }

    private static void namespace(Scene scene) {
        runs(scene, V1).running("b", 1, V1).told(DEPLOYED_V1);
        scene.terminating("a", "b").gone("a").holderGone(1).told();
        scene.topGone().gone("b").told(GONE_V1);
    }

    private static void madeAgain(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.topGone().create().holderGone(1).terminating("a").told();
        scene.revision(4, 1).pod("b", 4, Life.PENDING, unpulled(V1)).gone("a").told();
        scene.change("b", pod -> pod.with(List.of(V1)).living(Life.RUNNING)).told();
        scene.running("c", 4, V2).told(DEPLOYED_V2);
    }

    private static void containerLeaves(Scene scene) {
        runs(scene, V1, PROXY).told(DEPLOYED_V1, "deployed proxy envoyproxy/envoy:v1.31.0");
        scene.revision(2).running("b", 2, V2).told(DEPLOYED_V2);
        scene.terminating("a").told();
        scene.gone("a").told("decommissioned proxy envoyproxy/envoy:v1.31.0");
    }

    private static void quick(Scene scene) {
        scene.create().revision(1).pod("a", 1, Life.PENDING, unpulled(V1)).told();
        scene.change("a", pod -> pod.with(List.of(V1)).living(Life.SUCCEEDED)).told(DEPLOYED_V1);
    }

    private static void late(Scene scene) {
        scene.create()
                .revision(1)
                .pod("a", 1, Life.RUNNING, unpulled(V1, PROXY))
                .told();
        scene.change("a", pod -> pod.with(List.of(V1, PROXY.running(null)))).told(DEPLOYED_V1);
        scene.change("a", pod -> pod.with(List.of(V1, PROXY))).told("deployed proxy envoyproxy/envoy:v1.31.0");
    }

    private static void annotated(Scene scene) {
        runs(scene, V1).told(DEPLOYED_V1);
        scene.annotate(Map.of("metadata.github.com/team", "payments"));
        assertThat(scene.news())
                .singleElement()
                .extracting(ReceivedRecord::tags)
                .isEqualTo(Map.of("team", "payments"));
        scene.annotate(Map.of("example.com/unrelated", "y", "metadata.github.com/team", "payments"))
                .told();
        scene.annotate(Map.of()).told(DEPLOYED_V1);
    }
}
