package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which pods an owner has, and which owners with pods a workload has. Lists, since most have one or a few. */
final class OwnershipIndex {
    private static final class Group {
        private final List<PodState> pods = new ArrayList<>(1);
        private @Nullable Workload workload;
    }

    private final Map<OwnerKey, Group> groups = new HashMap<>();
    private final Map<Workload, List<OwnerKey>> ownersByWorkload = new HashMap<>();

    /** Those that have pods. */
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

    /** The pod of an owner that was put last, or null where it has none. */
    @Nullable
    PodState newest(OwnerKey owner) {
        List<PodState> pods = pods(owner);
        return pods.isEmpty() ? null : pods.getLast();
    }

    /** Puts a pod in the place of the one it was before, if any. */
    void put(OwnerKey owner, @Nullable PodState before, PodState pod) {
        List<PodState> pods = groups.computeIfAbsent(owner, key -> new Group()).pods;
        if (before != null) {
            pods.remove(before);
        }
        pods.add(pod);
    }

    /** Takes a pod out; if it was the owner's last, gives the workload that the owner belonged to. */
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

    /** Notes whose workload the pods of an owner are of; if it was another one's before, gives that. */
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
