package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A factory of workload snapshots, read from the cluster state under its lock. */
final class WorkloadViews {
    private final Map<OwnerKey, OwnerState> owners;
    private final OwnershipIndex ownershipIndex;
    private final KindAccess access;
    private final UnseenOwners unseen;

    WorkloadViews(
            Map<OwnerKey, OwnerState> owners, OwnershipIndex ownershipIndex, KindAccess access, UnseenOwners unseen) {
        this.owners = owners;
        this.ownershipIndex = ownershipIndex;
        this.access = access;
        this.unseen = unseen;
    }

    /** Returns a workload as it is now. */
    WorkloadView view(Workload workload) {
        var seen = new ArrayList<WorkloadView.Member>();
        boolean complete = true;
        for (OwnerKey owner : ownershipIndex.owners(workload)) {
            if (isYetToBeSeen(owner)) {
                // An unreadable Job is waited for: under the Job's own name, a CronJob's pods would be recorded
                // wrongly.
                if (!owner.isOf(Kind.JOB) || !access.isUnreadable(Kind.JOB, owner.namespace())) {
                    unseen.notice(owner);
                }
                complete = false;
            } else {
                ownershipIndex.pods(owner).forEach(pod -> seen.add(member(pod, owner, workload)));
            }
        }
        @Nullable OwnerState itself = owners.get(OwnerKey.of(workload));
        boolean optedOut = itself != null && Annotations.optsOut(itself.annotations());
        boolean exists = !complete || exists(workload, !seen.isEmpty());
        return new WorkloadView(workload, exists, optedOut, complete, seen);
    }

    /** Returns whether pods of a workload run or may run: of an owner that is yet to be seen nothing is known. */
    boolean runs(Workload workload) {
        return ownershipIndex.owners(workload).stream()
                .anyMatch(owner -> isYetToBeSeen(owner)
                        || ownershipIndex.pods(owner).stream().anyMatch(pod -> pod.phase() == PodState.Phase.RUNNING));
    }

    /**
     * Returns whether an owner is still expected. Pods and owners arrive on separate watches: until its own owner is
     * known, nothing follows from its pods.
     */
    private boolean isYetToBeSeen(OwnerKey owner) {
        @Nullable Kind kind = Kind.of(owner.group(), owner.kind()).orElse(null);
        return kind != null
                && (kind.isRevision() || kind == Kind.JOB)
                && !access.isNeverReadable(kind, owner.namespace())
                && !owners.containsKey(owner)
                && !unseen.isGivenUp(owner);
    }

    /**
     * Returns a pod with its annotations. A Deployment's annotations are copied to its ReplicaSets and never removed
     * from them again, so the annotations of a revision are ignored while the controller above it is known.
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

    /** Returns whether the workload itself exists; for unreadable kinds, whether it has pods. */
    boolean exists(Workload workload) {
        return exists(workload, ownershipIndex.has(workload));
    }

    private boolean exists(Workload workload, boolean hasPods) {
        @Nullable Kind kind = Kind.of(workload.group(), workload.kind()).orElse(null);
        if (kind == null || access.isNeverReadable(kind, workload.namespace())) {
            return hasPods;
        }
        if (access.isUnreadable(kind, workload.namespace())) {
            // It may have existed all the time: its records are kept until that is known.
            return true;
        }
        var key = OwnerKey.of(workload);
        @Nullable OwnerState owner = owners.get(key);
        // An object that now has a controller, such as a ReplicaSet that a Deployment adopted, is not a workload of its
        // own.
        return owner != null && !owner.gone() && workload.equals(TopOwner.of(key, owner, null));
    }
}
