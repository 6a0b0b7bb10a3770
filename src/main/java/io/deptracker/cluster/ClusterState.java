package io.deptracker.cluster;

import io.deptracker.cluster.WorkQueue.Cause;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory index of the cluster as it was seen last: its pods and their owners, reduced to what records need.
 * Informers write it, one object at a time in any order. For each change it names the workloads that may be affected.
 * Safe for many threads.
 *
 * <p>Owner references decide on ownership. A deleted owner is kept as long as pods name it, since most deletions remove
 * it before its pods. If an owner was never seen (it may not be readable), the Deployment follows from a
 * pod-template-hash at the end of the owner's name.
 *
 * <h2>Design</h2>
 *
 * <p><b>Level-triggered.</b> A change only names workloads. Their records are computed later, from the state at that time, so
 * the order in which informers deliver changes does not matter.
 *
 * <p><b>Memory.</b> A pod takes a few hundred bytes: equal parts of pods of one template are shared, and indexes are lists,
 * since most have one entry or a few.
 *
 * <p><b>One lock.</b> Informers' threads and the reconciling thread take the same lock for a short time; no I/O happens
 * while it is held.
 */
final class ClusterState {
    private final BiConsumer<Workload, Cause> onChange;
    private final PodIndex pods = new PodIndex();
    private final Map<OwnerKey, OwnerState> owners = new HashMap<>();
    private final OwnershipIndex ownershipIndex = new OwnershipIndex();
    private final KindAccess access = new KindAccess();
    private final UnseenOwners unseen = new UnseenOwners();
    private final WorkloadViews views = new WorkloadViews(owners, ownershipIndex, access, unseen);

    /**
     * @param onChange accepts each workload that may have changed; must return at once
     */
    ClusterState(BiConsumer<Workload, Cause> onChange) {
        this.onChange = onChange;
    }

    /**
     * Marks a kind as unreadable. If it never was readable, nothing is known of its objects but what pods contain.
     * Otherwise the absence of an object means nothing, and what was seen of it remains valid.
     *
     * @param namespace the namespace; empty for all
     */
    synchronized void unreadable(Kind kind, String namespace) {
        access.unreadable(kind, namespace);
    }

    /** Records that all objects of a kind were seen, so that the absence of one means that it does not exist. */
    synchronized void readable(Kind kind, String namespace) {
        access.readable(kind, namespace);
    }

    /** Records that a kind was readable at some time, maybe in an earlier run. */
    synchronized void readableBefore(Kind kind, String namespace) {
        access.readableBefore(kind, namespace);
    }

    synchronized @Nullable PodState put(PodState seen) {
        @Nullable PodState before = pods.get(seen.namespace(), seen.name());
        if (seen.equals(before)) {
            return before;
        }
        @Nullable OwnerKey owner = OwnerKey.ofPod(seen);
        PodState pod = seen.sharing(owner == null ? null : ownershipIndex.newest(owner))
                .sharing(before);
        pods.put(pod);
        boolean moved = before != null && !Objects.equals(before.owner(), pod.owner());
        if (before != null && moved) {
            announce(before, Cause.OTHER);
            unlink(before);
        }
        if (owner != null) {
            ownershipIndex.put(owner, moved ? null : before, pod);
            link(owner, pod.templateHash());
        }
        announce(pod, Cause.POD_CREATED);
        return before;
    }

    synchronized @Nullable PodState removePod(String namespace, String name) {
        @Nullable PodState pod = pods.remove(namespace, name);
        if (pod != null) {
            announce(pod, Cause.POD_DELETED);
            unlink(pod);
        }
        return pod;
    }

    synchronized @Nullable PodState pod(String namespace, String name) {
        return pods.get(namespace, name);
    }

    synchronized boolean hasPod(String namespace, String name) {
        return pods.get(namespace, name) != null;
    }

    /** Returns the names of all pods, as namespace/name. */
    synchronized List<String> podKeys() {
        return pods.keys();
    }

    synchronized @Nullable OwnerState put(OwnerState owner) {
        var key = OwnerKey.of(owner.kind(), owner.namespace(), owner.name());
        @Nullable OwnerState before = owners.get(key);
        if (owner.equals(before)) {
            return before;
        }
        announceAll(key);
        owners.put(key, owner);
        unseen.seen(key);
        relink(key);
        announceAll(key);
        return before != null && before.gone() ? null : before;
    }

    synchronized @Nullable OwnerState removeOwner(Kind kind, String namespace, String name) {
        var key = OwnerKey.of(kind, namespace, name);
        @Nullable OwnerState before = owners.get(key);
        if (before == null || before.gone()) {
            return null;
        }
        // Its pods still need it: it determines their workload, and its annotations apply to them.
        boolean hasPods = ownershipIndex.has(key) || ownershipIndex.has(key.asWorkload());
        if (hasPods) {
            owners.put(key, before.deleted());
        } else {
            owners.remove(key);
        }
        onChange.accept(TopOwner.of(key, before, null), Cause.OTHER);
        return before;
    }

    synchronized @Nullable OwnerState owner(Kind kind, String namespace, String name) {
        @Nullable OwnerState owner = owners.get(OwnerKey.of(kind, namespace, name));
        return owner == null || owner.gone() ? null : owner;
    }

    synchronized List<OwnerState> owners(Kind kind) {
        return owners.values().stream()
                .filter(owner -> owner.kind() == kind && !owner.gone())
                .toList();
    }

    /** Returns every workload that has pods. */
    synchronized Set<Workload> workloads() {
        return ownershipIndex.workloads();
    }

    /** Returns a workload as it is now. */
    synchronized WorkloadView view(Workload workload) {
        return views.view(workload);
    }

    /** Returns whether pods of a workload run or may run: of an owner that is yet to be seen nothing is known. */
    synchronized boolean runs(Workload workload) {
        return views.runs(workload);
    }

    /** Returns whether the workload itself exists; for unreadable kinds, whether it has pods. */
    synchronized boolean exists(Workload workload) {
        return views.exists(workload);
    }

    /**
     * Gives up waiting for owners that have stayed unseen for minutes: their pods are attributed without them from now
     * on.
     *
     * @return the owners that were given up in this call
     */
    synchronized List<OwnerKey> giveUpUnseen(Instant now) {
        List<OwnerKey> overdue = unseen.giveUp(now, ownershipIndex::has);
        overdue.forEach(owner -> ownershipIndex.pods(owner).forEach(pod -> announce(pod, Cause.OTHER)));
        return overdue;
    }

    private void announce(PodState pod, Cause cause) {
        @Nullable Workload workload = workloadOf(pod);
        if (workload != null) {
            onChange.accept(workload, cause);
        }
    }

    /** Announces the workload of an owner; if the owner is not known, the workloads of its pods. */
    private void announceAll(OwnerKey key) {
        @Nullable OwnerState owner = owners.get(key);
        if (owner != null) {
            onChange.accept(TopOwner.of(key, owner, null), Cause.OTHER);
        } else {
            ownershipIndex.pods(key).forEach(pod -> announce(pod, Cause.OTHER));
        }
    }

    private @Nullable Workload workloadOf(PodState pod) {
        @Nullable OwnerKey key = OwnerKey.ofPod(pod);
        return key == null ? null : TopOwner.of(key, owners.get(key), pod.templateHash());
    }

    /**
     * Links an owner to the workload that its pods belong to; all have the same template, so one template hash is
     * enough.
     */
    private void link(OwnerKey owner, @Nullable String templateHash) {
        left(ownershipIndex.link(owner, TopOwner.of(owner, owners.get(owner), templateHash)));
    }

    /** Links an owner again once it is known or has changed: its pods may belong to another workload than before. */
    private void relink(OwnerKey owner) {
        @Nullable PodState pod = ownershipIndex.newest(owner);
        if (pod != null) {
            link(owner, pod.templateHash());
        }
    }

    private void unlink(PodState pod) {
        @Nullable OwnerKey owner = OwnerKey.ofPod(pod);
        @Nullable Workload workload = owner == null ? null : ownershipIndex.remove(owner, pod);
        if (owner != null && workload != null) {
            left(workload);
            forget(owner);
        }
    }

    /** Announces a workload, if any, that has lost an owner's pods. */
    private void left(@Nullable Workload workload) {
        if (workload == null) {
            return;
        }
        onChange.accept(workload, Cause.OTHER);
        if (!ownershipIndex.has(workload)) {
            forget(OwnerKey.of(workload));
        }
    }

    /** Removes a deleted owner that no pod needs any more. */
    private void forget(OwnerKey key) {
        owners.computeIfPresent(key, (same, owner) -> owner.gone() ? null : owner);
    }
}
