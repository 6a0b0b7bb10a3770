package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Controller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desired state of one workload: the spec that its controller acts by. */
final class DesiredWorkload {
    static final String VOLCANO_JOB = "Job.batch.volcano.sh";
    static final String KRUISE_STATEFUL_SET = "StatefulSet.apps.kruise.io";
    static final String SCALED_JOB = "ScaledJob.keda.sh";
    static final String JOB_SET = "JobSet.jobset.x-k8s.io";
    static final String TASK_RUN = "TaskRun.tekton.dev";

    /**
     * Kinds of other groups have their group after a dot; the tracker never reads them. Two have the name of a native
     * one.
     */
    static final List<String> KINDS = List.of(
            "Deployment",
            "Deployment",
            "Rollout.argoproj.io",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "Job",
            "CronJob",
            "CloneSet.apps.kruise.io",
            VOLCANO_JOB,
            KRUISE_STATEFUL_SET,
            SCALED_JOB,
            JOB_SET,
            TASK_RUN);

    final String kind;
    final String name;
    final int uid;
    boolean paused;
    boolean deleting;
    int replicas = 2;

    /** The newest revision assigned to a ReplicaSet. */
    int revision;

    private final List<List<Box>> templates = new ArrayList<>();
    private int current;

    DesiredWorkload(String kind, String name, int uid, List<Box> template) {
        this.kind = kind;
        this.name = name;
        this.uid = uid;
        templates.add(template);
    }

    boolean hasReplicaSets() {
        return kind.equals("Deployment") || kind.equals("Rollout.argoproj.io");
    }

    boolean hasJobs() {
        return kind.equals("CronJob") || kind.equals(SCALED_JOB) || kind.equals(JOB_SET);
    }

    boolean hasOrdinals() {
        return kind.equals("StatefulSet") || kind.equals(KRUISE_STATEFUL_SET);
    }

    /** Returns whether the pods that a controller of that kind starts run to completion. */
    static boolean startsRuns(@Nullable Controller controller) {
        return controller != null && List.of("Job", VOLCANO_JOB, TASK_RUN).contains(controller.kind());
    }

    void template(List<Box> template) {
        // The template of a bare ReplicaSet or run is immutable.
        if (!List.of("ReplicaSet", "Job", VOLCANO_JOB, TASK_RUN).contains(kind)) {
            templates.add(template);
            current = templates.size() - 1;
        }
    }

    void rollBack() {
        current = Math.max(0, current - 1);
    }

    void scale(int to) {
        replicas = to;
    }

    /** Returns the number of the template that is desired now. */
    int current() {
        return current;
    }

    List<Box> boxes(int template) {
        return templates.get(Math.min(template, templates.size() - 1));
    }
}
