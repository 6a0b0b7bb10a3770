package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import io.deptracker.cluster.SimulatedCluster.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model of what GitHub should show by the documented rules, computed only from the true cluster after each of its
 * changes, and of what it showed before. It shares no code with the tracker.
 */
final class DesiredStateModel {
    static final String GONE = "gone";

    /** The workload exists, but it is unknown what it runs: an earlier record stays. */
    static final String STAYS = "stays";

    /** Kinds whose records stay after their pods have ended. */
    private static final Set<String> KEEPS_ENDED = Set.of("Job", "CronJob", "ScaledJob.keda.sh");

    /** Kinds of other groups that run to completion: they are gone once all their pods have ended. */
    private static final Set<String> RUNS_OF_OTHERS = Set.of("Job.batch.volcano.sh", "JobSet.jobset.x-k8s.io");

    private static final Comparator<Pod> NEWEST_LAST = Comparator.comparingInt(Pod::createdAt);

    /** The history of a deployment name. */
    static final class Past {
        private Set<String> last = Set.of(GONE);
        private int changes;
        private boolean shared;
        private final Set<String> possible = new HashSet<>(Set.of(GONE));

        /** Returns how often the truth has changed. */
        int changes() {
            return changes;
        }

        /** Returns what GitHub may show if the truth is that the record stays. */
        Set<String> possible() {
            return possible;
        }

        /** Records what GitHub showed when it was checked. */
        void known(String value) {
            possible.clear();
            possible.add(value);
        }

        /** Returns whether several workloads ever wanted the name at once. */
        boolean isShared() {
            return shared;
        }

        private void now(Set<String> values, boolean wantedBySeveral) {
            shared |= wantedBySeveral;
            var shown = new TreeSet<>(values);
            shown.remove(STAYS);
            if (shown.isEmpty()) {
                if (shared) {
                    // The silent workload may have lost the name to another one that is gone.
                    possible.add(GONE);
                }
                return;
            }
            if (!shown.equals(last)) {
                changes++;
                last = shown;
            }
            possible.addAll(shown);
        }
    }

    /** A workload's claim on a deployment name: what it would record there, and whether its pods run. */
    private record Claim(String value, boolean runs) {}

    private final SimulatedCluster cluster;
    private final Set<String> readable;
    private final Map<ObjectKey, Owner> deleted = new HashMap<>();
    private final Map<ObjectKey, Set<String>> namesOf = new HashMap<>();
    private final Map<String, Map<String, Past>> pasts = new TreeMap<>();
    private final Map<ObjectKey, Owner> known = new HashMap<>();

    /**
     * @param cluster the truth
     * @param readable the readable kinds of owners
     */
    DesiredStateModel(SimulatedCluster cluster, Set<String> readable) {
        this.cluster = cluster;
        this.readable = readable;
        cluster.onChange(this::changed);
    }

    /** Returns the workloads that exist themselves or have pods. */
    Set<ObjectKey> workloads(String namespace) {
        return podsOf(namespace).keySet();
    }

    boolean isReadable(String kind) {
        return readable.contains(kind);
    }

    private void changed(Change change) {
        if (change.now() instanceof Owner owner) {
            known.put(change.key(), owner);
            deleted.remove(change.key());
        } else if (change.now() == null) {
            Owner before = known.remove(change.key());
            if (before != null) {
                deleted.put(change.key(), before);
            }
        }
        look(change.key().namespace());
    }

    /** Removes the deleted owners: an observer that lists the cluster again does not know of them. */
    void forgetTheDeleted() {
        deleted.clear();
        List.copyOf(pasts.keySet()).forEach(this::look);
    }

    private void look(String namespace) {
        Map<String, List<Claim>> claims = claims(namespace);
        Map<String, Past> past = pasts(namespace);
        claims.keySet().forEach(name -> past.computeIfAbsent(name, any -> new Past()));
        past.forEach((name, of) -> {
            List<Claim> those = claims.getOrDefault(name, List.of());
            of.now(outcomes(those), those.size() > 1);
        });
    }

    Map<String, Past> pasts(String namespace) {
        return pasts.computeIfAbsent(namespace, any -> new TreeMap<>());
    }

    /**
     * Returns what GitHub may show under each deployment name; a missing name is gone. There is one possibility unless
     * several workloads want the name: which of them had it first depends on when each was seen.
     */
    Map<String, Set<String>> expected(String namespace) {
        var expected = new TreeMap<String, Set<String>>();
        claims(namespace).forEach((name, claims) -> expected.put(name, outcomes(claims)));
        return expected;
    }

    /**
     * Returns the possible outcomes. A workload that runs takes the name from one that does not, once it knows what it
     * runs; otherwise the first keeps it, so any of them may have it.
     */
    private static Set<String> outcomes(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Set.of(GONE);
        }
        boolean isTaken =
                claims.stream().anyMatch(claim -> claim.runs() && !claim.value().equals(STAYS));
        return claims.stream()
                .filter(claim -> claim.runs() || !isTaken)
                .map(Claim::value)
                .collect(Collectors.toSet());
    }

    private Map<String, List<Claim>> claims(String namespace) {
        var claims = new TreeMap<String, List<Claim>>();
        podsOf(namespace).forEach((workload, pods) -> {
            boolean runs = pods.stream().anyMatch(pod -> pod.life() == Life.RUNNING);
            expected(workload, pods)
                    .forEach((name, value) -> claims.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(new Claim(value, runs)));
        });
        return claims;
    }

    /**
     * Returns the same for an observer that saw an owner's end before its remaining pods, and so has nothing of the
     * owner.
     */
    Map<String, Set<String>> expectedWithoutDeleted(String namespace) {
        var remembered = Map.copyOf(deleted);
        deleted.clear();
        try {
            return expected(namespace);
        } finally {
            deleted.putAll(remembered);
        }
    }

    /**
     * Returns whether a name's workload exists and it is unknown what it runs. An observer that sees its pods and
     * owners at different moments may have attributed another workload's pods to it, and has nothing to correct that
     * with.
     */
    boolean isSilent(String namespace, String name) {
        return podsOf(namespace).entrySet().stream()
                .filter(entry -> telling(entry.getKey(), entry.getValue()).isEmpty())
                .anyMatch(entry ->
                        name.startsWith(namespace + "/" + entry.getKey().name() + "/"));
    }

    /**
     * Returns whether a name's workload has an owner that was deleted while its pods stayed. An observer that missed
     * its last changes has its earlier annotations, and will not see others.
     */
    boolean isOfDeleted(String namespace, String name) {
        return podsOf(namespace).entrySet().stream()
                .filter(entry ->
                        name.startsWith(namespace + "/" + entry.getKey().name() + "/"))
                .anyMatch(entry -> deleted.containsKey(entry.getKey())
                        || entry.getValue().stream()
                                .map(this::ownerOf)
                                .anyMatch(owner -> owner != null && deleted.containsKey(owner.key())));
    }

    private Map<ObjectKey, List<Pod>> podsOf(String namespace) {
        Map<ObjectKey, List<Pod>> podsOf = new HashMap<>();
        for (ClusterObject clusterObject : cluster.things(namespace)) {
            if (clusterObject instanceof Pod pod && pod.controller() != null && !isLeftOut(pod.controller())) {
                podsOf.computeIfAbsent(workload(pod, pod.controller()), key -> new ArrayList<>())
                        .add(pod);
            } else if (clusterObject instanceof Owner owner && isWorkload(owner)) {
                podsOf.computeIfAbsent(owner.key(), key -> new ArrayList<>());
            }
        }
        return podsOf;
    }

    /**
     * Returns whether a controller is not tracked: a mirror pod is a bare one, which is not tracked here, and neither
     * is a kind whose every object is one run.
     */
    private static boolean isLeftOut(Controller controller) {
        return controller.isNode() || controller.kind().equals("TaskRun.tekton.dev");
    }

    private Map<String, String> expected(ObjectKey workload, List<Pod> pods) {
        if (RUNS_OF_OTHERS.contains(workload.kind())
                && pods.stream().allMatch(pod -> pod.life() == Life.SUCCEEDED || pod.life() == Life.FAILED)) {
            return Map.of();
        }
        List<Pod> telling = telling(workload, pods);
        Set<String> names = namesOf.computeIfAbsent(workload, key -> new TreeSet<>());
        var expected = new TreeMap<String, String>();
        if (telling.isEmpty()) {
            names.forEach(name -> expected.put(name, STAYS));
        }
        for (Pod pod : telling) {
            for (Box box : pod.boxes()) {
                String name = workload.namespace() + "/" + workload.name() + "/" + box.name();
                names.add(name);
                String before = expected.getOrDefault(name, STAYS);
                expected.put(name, before.equals(STAYS) && box.digest() != null ? value(workload, pod, box) : before);
            }
        }
        return expected;
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
            Owner owner = ownerOf(pod);
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
        Owner owner = ownerOf(pod);
        return owner == null ? 0 : owner.revision();
    }

    private @Nullable Owner ownerOf(Pod pod) {
        Controller controller = pod.controller();
        return controller == null ? null : read(controller, pod.key().namespace());
    }

    /** Returns an owner as a watching observer knows it, even if it is deleted by now. */
    private @Nullable Owner read(Controller controller, String namespace) {
        var key = new ObjectKey(controller.kind(), namespace, controller.name());
        if (!readable.contains(key.kind())) {
            return null;
        }
        return cluster.get(key) instanceof Owner there ? there : deleted.get(key);
    }

    private ObjectKey workload(Pod pod, Controller controller) {
        String namespace = pod.key().namespace();
        Owner owner = ownerOf(pod);
        Controller above = owner == null ? null : owner.controller();
        if (above != null) {
            return new ObjectKey(above.kind(), namespace, above.name());
        }
        String end = "-" + pod.hash();
        if (owner == null
                && controller.kind().equals("ReplicaSet")
                && controller.name().endsWith(end)) {
            return new ObjectKey(
                    "Deployment",
                    namespace,
                    controller.name().substring(0, controller.name().length() - end.length()));
        }
        return new ObjectKey(controller.kind(), namespace, controller.name());
    }

    /** Returns whether an owner is a workload of its own whose existence is visible. */
    private boolean isWorkload(Owner owner) {
        return readable.contains(owner.key().kind()) && owner.controller() == null;
    }

    private String value(ObjectKey workload, Pod pod, Box box) {
        var levels = new ArrayList<Map<String, String>>();
        levels.add(pod.annotations());
        Owner owner = ownerOf(pod);
        Owner top = read(new Controller(workload.kind(), workload.name(), 0), workload.namespace());
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
