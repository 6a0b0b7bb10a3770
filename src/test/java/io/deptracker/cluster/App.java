package io.deptracker.cluster;

import io.deptracker.cluster.Thing.Box;
import java.util.ArrayList;
import java.util.List;

/** What users want of one workload: the spec that its controller acts by. */
final class App {
    /** Two of them are of kinds that the tracker never reads: one over ReplicaSets, one over pods. */
    static final List<String> KINDS = List.of(
            "Deployment",
            "Deployment",
            "Rollout",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "Job",
            "CronJob",
            "CloneSet");

    final String kind;
    final String name;
    final int uid;
    boolean paused;
    boolean deleting;
    int replicas = 2;

    /** The newest revision given to a ReplicaSet. */
    int revision;

    private final List<List<Box>> templates = new ArrayList<>();
    private int current;

    App(String kind, String name, int uid, List<Box> template) {
        this.kind = kind;
        this.name = name;
        this.uid = uid;
        templates.add(template);
    }

    boolean hasReplicaSets() {
        return kind.equals("Deployment") || kind.equals("Rollout");
    }

    void template(List<Box> template) {
        // Those of a ReplicaSet or a Job of its own can't be changed.
        if (!kind.equals("ReplicaSet") && !kind.equals("Job")) {
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

    /** The number of the template that is wanted now. */
    int current() {
        return current;
    }

    List<Box> boxes(int template) {
        return templates.get(Math.min(template, templates.size() - 1));
    }
}
