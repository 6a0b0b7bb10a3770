package io.deptracker.cluster;

import static io.deptracker.cluster.WorkloadScenario.box;
import static io.deptracker.cluster.WorkloadScenario.unpulled;
import static io.deptracker.cluster.WorkloadStory.runs;
import static io.deptracker.cluster.WorkloadStory.story;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.standin.github.ReceivedRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stories of a workload that runs: it is rolled out, fails, and changes what it consists of. */
final class RunningStories {
    private static final Box V1 = box("app", "ghcr.io/lab-org/web:v1");
    private static final Box V2 = box("app", "ghcr.io/lab-org/web:v2");
    private static final Box PROXY = box("proxy", "envoyproxy/envoy:v1.31.0");
    private static final String DEPLOYED_V1 = "deployed app ghcr.io/lab-org/web:v1";
    private static final String DEPLOYED_V2 = "deployed app ghcr.io/lab-org/web:v2";

    private RunningStories() {}

    static Stream<Arguments> all() {
        return Stream.of(
                        story("several replicas are one record", WorkloadStory.ALL, RunningStories::created),
                        story(
                                "a rolling update with surge is one record",
                                WorkloadStory.OVER_REPLICA_SETS,
                                RunningStories::surge),
                        story(
                                "a replacement pod by pod is one record",
                                WorkloadStory.OVER_PODS,
                                RunningStories::replacement),
                        story(
                                "a rollback right after a rollout",
                                WorkloadStory.OVER_REPLICA_SETS,
                                RunningStories::rollback),
                        story(
                                "a rollout paused half way does not flap",
                                WorkloadStory.OVER_REPLICA_SETS,
                                RunningStories::paused),
                        story(
                                "an image that can't be pulled is not deployed",
                                WorkloadStory.ALL,
                                RunningStories::unpullable),
                        story(
                                "a crash loop is still deployed",
                                WorkloadStory.OVER_REPLICA_SETS,
                                RunningStories::crashLoop),
                        story(
                                "a container goes with the last pod that has it",
                                WorkloadStory.ALL,
                                RunningStories::containerLeaves),
                        story("too quick to be seen running", WorkloadStory.JOBS, RunningStories::quick),
                        story("the digest comes late", WorkloadStory.ALL, RunningStories::late),
                        story("a changed annotation is a record", WorkloadStory.READ, RunningStories::annotated))
                .flatMap(story -> story);
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
