package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the stories of workloads have in common: the kinds that they are played with, and how they begin. */
final class WorkloadStory {
    static final List<String> READ =
            List.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob");
    static final List<String> UNREAD = List.of("Rollout.argoproj.io", "CloneSet.apps.kruise.io");
    static final List<String> ALL =
            Stream.concat(READ.stream(), UNREAD.stream()).toList();
    static final List<String> OVER_REPLICA_SETS = List.of("Deployment", "Rollout.argoproj.io");
    static final List<String> OVER_PODS = List.of("StatefulSet", "DaemonSet", "CloneSet.apps.kruise.io");
    static final List<String> JOBS = List.of("Job", "CronJob");

    private WorkloadStory() {}

    /** Returns a story with each of the kinds, as arguments of a test: kind, name, story. */
    static Stream<Arguments> story(String name, List<String> kinds, Consumer<WorkloadScenario> play) {
        return kinds.stream().map(kind -> Arguments.of(kind, name, play));
    }

    /** Creates the workload with one pod that runs these containers. */
    static WorkloadScenario runs(WorkloadScenario workloadScenario, Box... boxes) {
        return workloadScenario.create().revision(1).running("a", 1, boxes);
    }
}
