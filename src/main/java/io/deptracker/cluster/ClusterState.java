package io.deptracker.cluster;

import io.deptracker.cluster.WorkQueue.Cause;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it was seen last: its pods and their owners, in the little that records need. Informers write it, one
 * object at a time in any order; it names the workloads that an object's change may concern. Safe for many threads.
 *
 * <p>The truth about ownership is the owner references. A deleted owner is remembered as long as pods name it, since in
 * most deletions it goes before its pods do. Where an owner was never seen (it may not be read), a pod-template-hash at the
 * end of its name tells the Deployment's.
 */
final class ClusterState {
    private final BiConsumer<Workload, Cause> onChange;
    private final Map<PodState.Key, PodState> pods = new HashMap<>();
    private final Map<OwnerKey, OwnerState> owners = new HashMap<>();
    private final Members members = new Members();
    private final Set<Scoped> unreadable = new HashSet<>();
    private final Set<Scoped> readableBefore = new HashSet<>();
    private final UnseenOwners unseen = new UnseenOwners();

    /** A kind in a namespace, or in all where that is empty. */
    private record Scoped(Kind kind, String namespace) {
        static boolean anyOf(Set<Scoped> scopes, Kind kind, String namespace) {
            return scopes.contains(new Scoped(kind, "")) || scopes.contains(new Scoped(kind, namespace));
        }
    }

    /**
     * @param onChange told of a workload whenever something about it may have changed; must return at once
     */
    ClusterState(BiConsumer<Workload, Cause> onChange) {
        this.onChange = onChange;
    }

    /**
     * Notes that a kind may not be read. If it never could be, nothing is known of its objects but what pods say; otherwise
     * the absence of an object means nothing, and what was seen of it is still taken for true.
     *
     * @param namespace where; empty for everywhere
     */
    synchronized void unreadable(Kind kind, String namespace) {
        unreadable.add(new Scoped(kind, namespace));
    }

    /** Notes that all objects of a kind were seen, so that the absence of one means that it does not exist. */
    synchronized void readable(Kind kind, String namespace) {
        unreadable.remove(new Scoped(kind, namespace));
        readableBefore.add(new Scoped(kind, namespace));
    }

    /** Notes that a kind could be read at some time, maybe by an earlier run. */
    synchronized void readableBefore(Kind kind, String namespace) {
        readableBefore.add(new Scoped(kind, namespace));
    }

    synchronized @Nullable PodState put(PodState seen) {
        @Nullable PodState before = pods.get(seen.key());
        if (seen.equals(before)) {
            return before;
        }
        @Nullable OwnerKey owner = OwnerKey.ofPod(seen);
        PodState pod =
                seen.sharing(owner == null ? null : members.newest(owner)).sharing(before);
        pods.put(pod.key(), pod);
        boolean moved = before != null && !Objects.equals(before.owner(), pod.owner());
        if (before != null && moved) {
            announce(before, Cause.OTHER);
            unlink(before);
        }
        if (owner != null) {
            members.put(owner, moved ? null : before, pod);
            link(owner, pod.templateHash());
        }
        announce(pod, Cause.POD_CREATED);
        return before;
    }

    synchronized @Nullable PodState removePod(String namespace, String name) {
        @Nullable PodState pod = pods.remove(new PodState.Key(namespace, name));
        if (pod != null) {
            announce(pod, Cause.POD_DELETED);
            unlink(pod);
        }
        return pod;
    }

    synchronized @Nullable PodState pod(String namespace, String name) {
        return pods.get(new PodState.Key(namespace, name));
    }

    synchronized boolean hasPod(String namespace, String name) {
        return pods.containsKey(new PodState.Key(namespace, name));
    }

    /** The names of all, as namespace/name. */
    synchronized List<String> podKeys() {
        return pods.keySet().stream().map(PodState.Key::toString).toList();
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
        // Its pods still tell by it what they are of, and what its annotations said of them.
        boolean hasPods = members.has(key) || members.has(key.asWorkload());
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

    /** Every workload that has pods. */
    synchronized Set<Workload> workloads() {
        return members.workloads();
    }

    /** A workload as it is now. */
    synchronized WorkloadView view(Workload workload) {
        var seen = new ArrayList<WorkloadView.Member>();
        boolean complete = true;
        for (OwnerKey owner : members.owners(workload)) {
            if (isYetToBeSeen(owner)) {
                // A Job that cannot be read for now is waited for: under its own name, a CronJob's pods would be
                // recorded wrongly.
                if (!owner.isOf(Kind.JOB) || !isUnreadable(Kind.JOB, owner.namespace())) {
                    unseen.notice(owner);
                }
                complete = false;
            } else {
                members.pods(owner).forEach(pod -> seen.add(member(pod, owner, workload)));
            }
        }
        @Nullable OwnerState itself = owners.get(OwnerKey.of(workload));
        boolean optedOut = itself != null && Annotations.optsOut(itself.annotations());
        boolean exists = !complete || exists(workload, !seen.isEmpty());
        return new WorkloadView(workload, exists, optedOut, complete, seen);
    }

    /** Returns whether pods of a workload run, or may run: of an owner that is yet to be seen nothing is known. */
    synchronized boolean runs(Workload workload) {
        return members.owners(workload).stream()
                .anyMatch(owner -> isYetToBeSeen(owner)
                        || members.pods(owner).stream().anyMatch(pod -> pod.phase() == PodState.Phase.RUNNING));
    }

    /**
     * Gives up waiting for owners that have stayed unseen for minutes: their pods are attributed without them from now on.
     *
     * @return those that were given up now
     */
    synchronized List<OwnerKey> giveUpUnseen(Instant now) {
        List<OwnerKey> overdue = unseen.giveUp(now, members::has);
        overdue.forEach(owner -> members.pods(owner).forEach(pod -> announce(pod, Cause.OTHER)));
        return overdue;
    }

    /** Pods and their owners come by watches of their own: until it is seen whose an owner is, its pods say nothing. */
    private boolean isYetToBeSeen(OwnerKey owner) {
        @Nullable Kind kind = Kind.of(owner.group(), owner.kind()).orElse(null);
        return kind != null
                && (kind.isRevision() || kind == Kind.JOB)
                && !neverReadable(kind, owner.namespace())
                && !owners.containsKey(owner)
                && !unseen.isGivenUp(owner);
    }

    private boolean isUnreadable(Kind kind, String namespace) {
        return Scoped.anyOf(unreadable, kind, namespace);
    }

    private boolean neverReadable(Kind kind, String namespace) {
        return isUnreadable(kind, namespace) && !Scoped.anyOf(readableBefore, kind, namespace);
    }

    /**
     * A Deployment's annotations are copied to its ReplicaSets, and never removed from them again: what a revision's object has
     * is not asked while the controller that it has it from is seen.
     */
    private WorkloadView.Member member(PodState pod, OwnerKey ownerKey, Workload workload) {
        var levels = new ArrayList<Map<String, String>>();
        levels.add(pod.annotations());
        @Nullable OwnerState owner = owners.get(ownerKey);
        var topKey = OwnerKey.of(workload);
        @Nullable OwnerState top = topKey.equals(ownerKey) ? null : owners.get(topKey);
        if (owner != null && (top == null || !owner.kind().isRevision())) {
            levels.add(owner.annotations());
        }
        if (top != null) {
            levels.add(top.annotations());
        }
        return new WorkloadView.Member(pod, owner == null ? 0 : owner.revision(), levels);
    }

    /** Returns whether a workload itself is there; for kinds that cannot be read, whether it has pods. */
    synchronized boolean exists(Workload workload) {
        return exists(workload, members.has(workload));
    }

    private boolean exists(Workload workload, boolean hasPods) {
        @Nullable Kind kind = Kind.of(workload.group(), workload.kind()).orElse(null);
        if (kind == null || neverReadable(kind, workload.namespace())) {
            return hasPods;
        }
        if (isUnreadable(kind, workload.namespace())) {
            // It may have been there all the time: its records are kept until that is known.
            return true;
        }
        @Nullable OwnerState owner = owner(kind, workload.namespace(), workload.name());
        // One that has a controller now, such as a ReplicaSet that a Deployment adopted, is no workload of its own.
        var key = OwnerKey.of(workload);
        return owner != null && workload.equals(TopOwner.of(key, owner, null));
    }

    private void announce(PodState pod, Cause cause) {
        @Nullable Workload workload = workloadOf(pod);
        if (workload != null) {
            onChange.accept(workload, cause);
        }
    }

    /** Names the workload of an owner, and where it does not know the owner, those of its pods. */
    private void announceAll(OwnerKey key) {
        @Nullable OwnerState owner = owners.get(key);
        if (owner != null) {
            onChange.accept(TopOwner.of(key, owner, null), Cause.OTHER);
        } else {
            members.pods(key).forEach(pod -> announce(pod, Cause.OTHER));
        }
    }

    private @Nullable Workload workloadOf(PodState pod) {
        @Nullable OwnerKey key = OwnerKey.ofPod(pod);
        return key == null ? null : TopOwner.of(key, owners.get(key), pod.templateHash());
    }

    /** Notes whose workload an owner's pods are of; they all have the same template, so they agree. */
    private void link(OwnerKey owner, @Nullable String templateHash) {
        left(members.link(owner, TopOwner.of(owner, owners.get(owner), templateHash)));
    }

    /** An owner is known now, or has changed: its pods may belong to another workload than they did. */
    private void relink(OwnerKey owner) {
        @Nullable PodState pod = members.newest(owner);
        if (pod != null) {
            link(owner, pod.templateHash());
        }
    }

    private void unlink(PodState pod) {
        @Nullable OwnerKey owner = OwnerKey.ofPod(pod);
        @Nullable Workload workload = owner == null ? null : members.remove(owner, pod);
        if (owner != null && workload != null) {
            left(workload);
            forget(owner);
        }
    }

    /** An owner's pods are no longer of this workload, if of any. */
    private void left(@Nullable Workload workload) {
        if (workload == null) {
            return;
        }
        onChange.accept(workload, Cause.OTHER);
        if (!members.has(workload)) {
            forget(OwnerKey.of(workload));
        }
    }

    /** Lets go of a deleted owner that no pod needs any more. */
    private void forget(OwnerKey key) {
        owners.computeIfPresent(key, (same, owner) -> owner.gone() ? null : owner);
    }
}
