package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.util.List;
import java.util.Map;

/**
 * A snapshot of a workload.
 *
 * @param workload which one
 * @param exists whether the workload itself exists; for unreadable kinds, whether it has pods
 * @param optedOut whether it opts out of tracking
 * @param complete whether all its pods are known to be its own; pods of an owner that is yet to be seen may belong to
 *     others
 * @param members its pods, as far as they are known to be its own
 */
record WorkloadView(Workload workload, boolean exists, boolean optedOut, boolean complete, List<Member> members) {
    /** Creates a complete view. */
    WorkloadView(Workload workload, boolean exists, boolean optedOut, List<Member> members) {
        this(workload, exists, optedOut, true, members);
    }

    /** Returns this view as one of a namespace that opts out of tracking. */
    WorkloadView asOptedOut() {
        return new WorkloadView(workload, exists, true, complete, members);
    }

    /**
     * A pod of the workload.
     *
     * @param pod the pod
     * @param revision the rollout's revision of its ReplicaSet, 0 if there is none
     * @param annotations those of the pod, of its owner and of the workload, the nearest first
     */
    record Member(PodState pod, long revision, List<Map<String, String>> annotations) {
        /** Returns whether the pod, or an owner of it, opts out of tracking. */
        boolean optedOut() {
            return annotations.stream().anyMatch(Annotations::optsOut);
        }
    }
}
