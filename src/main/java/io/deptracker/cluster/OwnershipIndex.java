package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An index of the pods of an owner, and of the owners with pods of a workload. It uses lists, since most have one or a
 * few entries.
 */
final class OwnershipIndex {
    private static final class Group {
        private final List<PodState> pods = new ArrayList<>(1);
        private @Nullable Workload workload;
    }

    private final Map<OwnerKey, Group> groups = new HashMap<>();
    private final Map<Workload, List<OwnerKey>> ownersByWorkload = new HashMap<>();

    /** Returns the workloads that have pods. */
    Set<Workload> workloads() {
        return Set.copyOf(ownersByWorkload.keySet());
    }

    boolean has(Workload workload) {
        return ownersByWorkload.containsKey(workload);
    }

    boolean has(OwnerKey owner) {
        return groups.containsKey(owner);
    }

    List<OwnerKey> owners(Workload workload) {
        return Collections.unmodifiableList(ownersByWorkload.getOrDefault(workload, List.of()));
    }

    List<PodState> pods(OwnerKey owner) {
        @Nullable Group group = groups.get(owner);
        return group == null ? List.of() : Collections.unmodifiableList(group.pods);
    }

    /** Returns the pod of an owner that was put last, or null if the owner has none. */
    @Nullable
    PodState newest(OwnerKey owner) {
        List<PodState> pods = pods(owner);
        return pods.isEmpty() ? null : pods.getLast();
    }

    /** Adds a pod, replacing its earlier state, if any. */
    void put(OwnerKey owner, @Nullable PodState before, PodState pod) {
        List<PodState> pods = groups.computeIfAbsent(owner, key -> new Group()).pods;
        if (before != null) {
            pods.remove(before);
        }
        pods.add(pod);
    }

    /** Removes a pod; if it was the owner's last, returns the workload that the owner belonged to. */
    @Nullable
    Workload remove(OwnerKey owner, PodState pod) {
        @Nullable Group group = groups.get(owner);
        if (group == null || !group.pods.remove(pod) || !group.pods.isEmpty()) {
            return null;
        }
        groups.remove(owner);
        drop(owner, group.workload);
        return group.workload;
    }

    /** Links the pods of an owner to a workload; if they belonged to another one before, returns that. */
    @Nullable
    Workload link(OwnerKey owner, Workload workload) {
        @Nullable Group group = groups.get(owner);
        if (group == null || workload.equals(group.workload)) {
            return null;
        }
        @Nullable Workload before = group.workload;
        drop(owner, before);
        group.workload = workload;
        ownersByWorkload.computeIfAbsent(workload, key -> new ArrayList<>(1)).add(owner);
        return before;
    }

    private void drop(OwnerKey owner, @Nullable Workload workload) {
        if (workload != null) {
            ownersByWorkload.computeIfPresent(
                    workload, (same, owners) -> owners.remove(owner) && owners.isEmpty() ? null : owners);
        }
    }
}
