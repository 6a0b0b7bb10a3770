package io.deptracker.cluster;

import static io.deptracker.cluster.WorkloadScenario.box;
import static io.deptracker.cluster.WorkloadScenario.unpulled;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
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
 * The records that GitHub receives for each kind of workload in each possible story, over the whole path, in addition
 * to the recordings of a real API server. A Rollout owns ReplicaSets and a CloneSet pods; neither is readable.
 */
class WorkloadLifecycleTest {
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
    private static EndToEndFixture path;
    private static int scenes;

    @BeforeAll
    static void open() throws Exception {
        server = new ApiServerStandIn();
        github = GitHubStandIn.start();
        path = EndToEndFixture.open(folder, server, github, Map.of());
    }

    @AfterAll
    static void close() {
        path.close();
        server.close();
        github.close();
    }

    static Stream<Arguments> stories() {
        return Stream.of(
                        story("several replicas are one record", ALL, WorkloadLifecycleTest::created),
                        story(
                                "a rolling update with surge is one record",
                                OVER_REPLICA_SETS,
                                WorkloadLifecycleTest::surge),
                        story("a replacement pod by pod is one record", OVER_PODS, WorkloadLifecycleTest::replacement),
                        story("a rollback right after a rollout", OVER_REPLICA_SETS, WorkloadLifecycleTest::rollback),
                        story(
                                "a rollout paused half way does not flap",
                                OVER_REPLICA_SETS,
                                WorkloadLifecycleTest::paused),
                        story("an image that can't be pulled is not deployed", ALL, WorkloadLifecycleTest::unpullable),
                        story("a crash loop is still deployed", OVER_REPLICA_SETS, WorkloadLifecycleTest::crashLoop),
                        story("scaled to zero it stays until it is deleted", READ, WorkloadLifecycleTest::scaledToZero),
                        story(
                                "scaled to zero it is gone if it is unreadable",
                                UNREAD,
                                WorkloadLifecycleTest::scaledUnread),
                        story("deleted in the background", ALL, WorkloadLifecycleTest::background),
                        story("deleted in the foreground", ALL, WorkloadLifecycleTest::foreground),
                        story(
                                "orphaned ReplicaSets are workloads",
                                OVER_REPLICA_SETS,
                                WorkloadLifecycleTest::orphanedSet),
                        story("orphaned pods are not workloads", OVER_PODS, WorkloadLifecycleTest::orphanedPods),
                        story("its namespace is deleted, pods first", ALL, WorkloadLifecycleTest::namespace),
                        story("deleted and created again at once it stays", ALL, WorkloadLifecycleTest::madeAgain),
                        story(
                                "a container goes with the last pod that has it",
                                ALL,
                                WorkloadLifecycleTest::containerLeaves),
                        story("too quick to be seen running", JOBS, WorkloadLifecycleTest::quick),
                        story("the digest comes late", ALL, WorkloadLifecycleTest::late),
                        story("a changed annotation is a record", READ, WorkloadLifecycleTest::annotated))
                .flatMap(story -> story);
    }

    private static Stream<Arguments> story(String name, List<String> kinds, Consumer<WorkloadScenario> play) {
        return kinds.stream().map(kind -> Arguments.of(kind, name, play));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("stories")
    void isTold(String kind, String name, Consumer<WorkloadScenario> play) {
        play.accept(new WorkloadScenario(kind, "s" + ++scenes, server, github, path));
        assertThat(github.violations()).as(name).isEmpty();
    }

    private static WorkloadScenario runs(WorkloadScenario workloadScenario, Box... boxes) {
        return workloadScenario.create().revision(1).running("a", 1, boxes);
    }

    private static void created(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1, PROXY).expect(DEPLOYED_V1, "deployed proxy envoyproxy/envoy:v1.31.0");
        workloadScenario.running("b", 1, V1, PROXY).running("c", 1, V1, PROXY).expect();
    }

    private static void surge(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).running("b", 1, V1).expect(DEPLOYED_V1);
        workloadScenario.revision(2).pod("c", 2, Life.PENDING, unpulled(V2)).expect();
        workloadScenario
                .change("c", pod -> pod.with(List.of(V2)).living(Life.RUNNING))
                .expect(DEPLOYED_V2);
        workloadScenario.terminating("a").gone("a").expect();
        // An autoscaler, in the middle of it.
        workloadScenario.running("d", 1, V1).expect();
        workloadScenario
                .running("e", 2, V2)
                .terminating("b", "d")
                .gone("b", "d")
                .expect();
    }

    private static void replacement(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).running("b", 1, V1).expect(DEPLOYED_V1);
        workloadScenario.terminating("b").gone("b").expect();
        workloadScenario.running("b", 1, V2).expect(DEPLOYED_V2);
        workloadScenario.terminating("a").gone("a").running("a", 1, V2).expect();
    }

    private static void rollback(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.revision(2).running("b", 2, V2).expect(DEPLOYED_V2);
        workloadScenario.revision(1, 3).expect(DEPLOYED_V1);
        workloadScenario.terminating("b").gone("b").expect();
    }

    private static void paused(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.revision(2).running("b", 2, V2).expect(DEPLOYED_V2);
        workloadScenario.terminating("a").gone("a").running("a", 1, V1).expect();
        workloadScenario.terminating("a").gone("a").running("c", 2, V2).expect();
    }

    private static void unpullable(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.revision(2).pod("b", 2, Life.PENDING, unpulled(V2)).expect();
        workloadScenario.terminating("b").gone("b").expect();
    }

    private static void crashLoop(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.revision(2).running("b", 2, V2).expect(DEPLOYED_V2);
        workloadScenario.change("b", pod -> pod.with(List.of(V2))).expect();
        workloadScenario.revision(1, 3).terminating("b").gone("b").expect(DEPLOYED_V1);
    }

    private static void scaledToZero(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.terminating("a").gone("a").expect();
        workloadScenario.holderGone(1).expect();
        workloadScenario.topGone().expect(GONE_V1);
    }

    private static void scaledUnread(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.terminating("a").expect();
        workloadScenario.gone("a").expect(GONE_V1);
    }

    private static void background(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.topGone().holderGone(1).terminating("a").expect();
        workloadScenario.gone("a").expect(GONE_V1);
    }

    private static void foreground(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.terminating("a").gone("a").holderGone(1).topGone().expect(GONE_V1);
    }

    private static void orphanedSet(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.disown(1).topGone();
        assertThat(workloadScenario.news())
                .extracting(record -> EndToEndFixture.text(record).replaceAll(" s\\d+/", " "))
                .containsExactlyInAnyOrder(
                        "deployed web-h1/app ghcr.io/lab-org/web:v1", "decommissioned web/app ghcr.io/lab-org/web:v1");
    }

    private static void orphanedPods(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.disown(1, "a").topGone().expect(GONE_V1);
        workloadScenario.gone("a").expect();
    }

    private static void namespace(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).running("b", 1, V1).expect(DEPLOYED_V1);
        workloadScenario.terminating("a", "b").gone("a").holderGone(1).expect();
        workloadScenario.topGone().gone("b").expect(GONE_V1);
    }

    private static void madeAgain(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.topGone().create().holderGone(1).terminating("a").expect();
        workloadScenario
                .revision(4, 1)
                .pod("b", 4, Life.PENDING, unpulled(V1))
                .gone("a")
                .expect();
        workloadScenario
                .change("b", pod -> pod.with(List.of(V1)).living(Life.RUNNING))
                .expect();
        workloadScenario.running("c", 4, V2).expect(DEPLOYED_V2);
    }

    private static void containerLeaves(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1, PROXY).expect(DEPLOYED_V1, "deployed proxy envoyproxy/envoy:v1.31.0");
        workloadScenario.revision(2).running("b", 2, V2).expect(DEPLOYED_V2);
        workloadScenario.terminating("a").expect();
        workloadScenario.gone("a").expect("decommissioned proxy envoyproxy/envoy:v1.31.0");
    }

    private static void quick(WorkloadScenario workloadScenario) {
        workloadScenario
                .create()
                .revision(1)
                .pod("a", 1, Life.PENDING, unpulled(V1))
                .expect();
        workloadScenario
                .change("a", pod -> pod.with(List.of(V1)).living(Life.SUCCEEDED))
                .expect(DEPLOYED_V1);
    }

    private static void late(WorkloadScenario workloadScenario) {
        workloadScenario
                .create()
                .revision(1)
                .pod("a", 1, Life.RUNNING, unpulled(V1, PROXY))
                .expect();
        workloadScenario
                .change("a", pod -> pod.with(List.of(V1, PROXY.running(null))))
                .expect(DEPLOYED_V1);
        workloadScenario
                .change("a", pod -> pod.with(List.of(V1, PROXY)))
                .expect("deployed proxy envoyproxy/envoy:v1.31.0");
    }

    private static void annotated(WorkloadScenario workloadScenario) {
        runs(workloadScenario, V1).expect(DEPLOYED_V1);
        workloadScenario.annotate(Map.of("metadata.github.com/team", "payments"));
        assertThat(workloadScenario.news())
                .singleElement()
                .extracting(ReceivedRecord::tags)
                .isEqualTo(Map.of("team", "payments"));
        workloadScenario
                .annotate(Map.of("example.com/unrelated", "y", "metadata.github.com/team", "payments"))
                .expect();
        workloadScenario.annotate(Map.of()).expect(DEPLOYED_V1);
    }
}
