package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The records of one workload by the documented rules: which of its pods decide, and what their values are. */
final class ExpectedRecords {
    /** Kinds whose records stay after their pods have ended. */
    private static final Set<String> KEEPS_ENDED = Set.of("Job", "CronJob", "ScaledJob.keda.sh");

    /** Kinds of other groups that run to completion: they are gone once all their pods have ended. */
    private static final Set<String> RUNS_OF_OTHERS = Set.of("Job.batch.volcano.sh", "JobSet.jobset.x-k8s.io");

    private static final Comparator<Pod> NEWEST_LAST = Comparator.comparingInt(Pod::createdAt);

    private final VisibleOwners owners;
    private final Map<ObjectKey, Set<String>> namesOf = new HashMap<>();

    ExpectedRecords(VisibleOwners owners) {
        this.owners = owners;
    }

    /** Returns what each deployment name of a workload shows. */
    Map<String, String> of(ObjectKey workload, List<Pod> pods) {
        if (RUNS_OF_OTHERS.contains(workload.kind())
                && pods.stream().allMatch(pod -> pod.life() == Life.SUCCEEDED || pod.life() == Life.FAILED)) {
            return Map.of();
        }
        List<Pod> telling = telling(workload, pods);
        Set<String> names = namesOf.computeIfAbsent(workload, key -> new TreeSet<>());
        var expected = new TreeMap<String, String>();
        if (telling.isEmpty()) {
            names.forEach(name -> expected.put(name, DesiredStateModel.STAYS));
        }
        for (Pod pod : telling) {
            for (Box box : pod.boxes()) {
                String name = workload.namespace() + "/" + workload.name() + "/" + box.name();
                names.add(name);
                String before = expected.getOrDefault(name, DesiredStateModel.STAYS);
                expected.put(
                        name,
                        before.equals(DesiredStateModel.STAYS) && box.digest() != null
                                ? value(workload, pod, box)
                                : before);
            }
        }
        return expected;
    }

    /** Returns whether it is unknown what a workload runs: none of its pods decides. */
    boolean isUnknown(ObjectKey workload, List<Pod> pods) {
        return telling(workload, pods).isEmpty();
    }

    /** Returns the pods that count, the deciding one first. */
    private List<Pod> telling(ObjectKey workload, List<Pod> pods) {
        List<Pod> running = pods.stream()
                .filter(pod -> pod.life() == Life.RUNNING)
                .sorted(Comparator.comparingInt(this::revision)
                        .thenComparing(NEWEST_LAST)
                        .reversed())
                .toList();
        if (!running.isEmpty() || !KEEPS_ENDED.contains(workload.kind())) {
            return byTemplate(running);
        }
        List<Pod> ended = pods.stream()
                .filter(pod -> pod.life() == Life.SUCCEEDED || pod.life() == Life.FAILED)
                .sorted(NEWEST_LAST.reversed())
                .toList();
        List<Pod> pulled = ended.stream()
                .filter(pod -> pod.boxes().stream().anyMatch(box -> box.digest() != null))
                .toList();
        return (pulled.isEmpty() ? ended : pulled).stream().limit(1).toList();
    }

    /** Returns the same pods with those of one template together, in the order in which the first of each came. */
    private List<Pod> byTemplate(List<Pod> pods) {
        var groups = new LinkedHashMap<Object, List<Pod>>();
        for (Pod pod : pods) {
            Owner owner = owners.ownerOf(pod);
            Object template = owner != null && owner.revision() > 0
                    ? owner.key()
                    : pod.hash() != null
                            ? pod.hash()
                            : pod.boxes().stream()
                                    .map(box -> box.name() + box.image())
                                    .collect(Collectors.toSet());
            groups.computeIfAbsent(template, any -> new ArrayList<>()).add(pod);
        }
        return groups.values().stream().flatMap(List::stream).toList();
    }

    private int revision(Pod pod) {
        Owner owner = owners.ownerOf(pod);
        return owner == null ? 0 : owner.revision();
    }

    private String value(ObjectKey workload, Pod pod, Box box) {
        var levels = new ArrayList<Map<String, String>>();
        levels.add(pod.annotations());
        Owner owner = owners.ownerOf(pod);
        Owner top = owners.read(new Controller(workload.kind(), workload.name(), 0), workload.namespace());
        boolean isTop = top != null && owner != null && top.key().equals(owner.key());
        // A ReplicaSet keeps what was removed from its Deployment.
        if (owner != null && (isTop || top == null || !owner.key().kind().equals("ReplicaSet"))) {
            levels.add(owner.annotations());
        }
        if (top != null && !isTop) {
            levels.add(top.annotations());
        }
        var tags = new TreeMap<String, String>();
        var risks = new TreeSet<String>();
        for (Map<String, String> level : levels) {
            level.forEach((key, value) -> {
                String tag = key.substring(key.indexOf('/') + 1);
                if (tag.equals("runtime-risks")) {
                    risks.add(value);
                } else {
                    tags.putIfAbsent(tag, value);
                }
            });
        }
        return "%s %s %s %s".formatted(box.image(), box.digest(), tags, risks);
    }
}
