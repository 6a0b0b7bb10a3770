package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.util.List;
import java.util.Map;

/**
 * A workload as the cluster has it at one moment.
 *
 * @param workload which one
 * @param exists whether the workload itself is there; for kinds that can't be read, whether it has pods
 * @param optedOut whether it asks not to be tracked
 * @param complete whether all its pods are known to be its; pods of an owner that is yet to be seen may be others'
 * @param members its pods, as far as they are known to be its
 */
record WorkloadView(Workload workload, boolean exists, boolean optedOut, boolean complete, List<Member> members) {
    /** A complete view. */
    WorkloadView(Workload workload, boolean exists, boolean optedOut, List<Member> members) {
        this(workload, exists, optedOut, true, members);
    }

    /** The same, where its namespace asks not to be tracked. */
    WorkloadView asOptedOut() {
        return new WorkloadView(workload, exists, true, complete, members);
    }

    /**
     * A pod of the workload.
     *
     * @param pod the pod
     * @param revision the rollout's revision of its ReplicaSet, 0 where there is none
     * @param annotations those of the pod, of its owner and of the workload, the nearest first
     */
    record Member(PodState pod, long revision, List<Map<String, String>> annotations) {
        /** Whether it, or an owner of it, asks not to be tracked. */
        boolean optedOut() {
            return annotations.stream().anyMatch(Annotations::optsOut);
        }
    }
}
