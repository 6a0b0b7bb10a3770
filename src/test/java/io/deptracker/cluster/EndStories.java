package io.deptracker.cluster;

import static io.deptracker.cluster.WorkloadScenario.box;
import static io.deptracker.cluster.WorkloadScenario.unpulled;
import static io.deptracker.cluster.WorkloadStory.runs;
import static io.deptracker.cluster.WorkloadStory.story;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Life;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stories of how a workload ends: it is scaled to zero, deleted or orphaned. */
final class EndStories {
    private static final Box V1 = box("app", "ghcr.io/lab-org/web:v1");
    private static final Box V2 = box("app", "ghcr.io/lab-org/web:v2");
    private static final String DEPLOYED_V1 = "deployed app ghcr.io/lab-org/web:v1";
    private static final String DEPLOYED_V2 = "deployed app ghcr.io/lab-org/web:v2";
    private static final String GONE_V1 = "decommissioned app ghcr.io/lab-org/web:v1";

    private EndStories() {}

    static Stream<Arguments> all() {
        return Stream.of(
                        story(
                                "scaled to zero it stays until it is deleted",
                                WorkloadStory.READ,
                                EndStories::scaledToZero),
                        story(
                                "scaled to zero it is gone if it is unreadable",
                                WorkloadStory.UNREAD,
                                EndStories::scaledUnread),
                        story("deleted in the background", WorkloadStory.ALL, EndStories::background),
                        story("deleted in the foreground", WorkloadStory.ALL, EndStories::foreground),
                        story(
                                "orphaned ReplicaSets are workloads",
                                WorkloadStory.OVER_REPLICA_SETS,
                                EndStories::orphanedSet),
                        story("orphaned pods are not workloads", WorkloadStory.OVER_PODS, EndStories::orphanedPods),
                        story("its namespace is deleted, pods first", WorkloadStory.ALL, EndStories::namespace),
                        story("deleted and created again at once it stays", WorkloadStory.ALL, EndStories::madeAgain))
                .flatMap(story -> story);
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
}
