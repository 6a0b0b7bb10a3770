package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The groups of workloads that are known by kind, namespace and name only, according to the cluster at one moment. */
final class WorkloadGroups {
    private final ClusterState state;
    private final Map<Workload, Workload> seen = new HashMap<>();

    WorkloadGroups(ClusterState state) {
        this.state = state;
        state.workloads().forEach(workload -> seen.merge(withoutGroup(workload), workload, WorkloadGroups::nativeOne));
    }

    /**
     * Returns a workload with the group of its kind: that of Kubernetes' own kind if there is such a workload, else
     * that of a workload whose pods are seen, else that of Kubernetes' own kind. A kind of the core group stays without
     * a group, and so does a foreign kind without pods.
     */
    Workload complete(Workload workload) {
        Optional<Workload> ofNativeKind = Arrays.stream(Kind.values())
                .filter(kind -> kind.kindName().equals(workload.kind()))
                .findFirst()
                .map(kind ->
                        OwnerKey.of(kind, workload.namespace(), workload.name()).asWorkload());
        return ofNativeKind
                .filter(state::exists)
                .or(() -> Optional.ofNullable(seen.get(withoutGroup(workload))))
                .or(() -> ofNativeKind)
                .orElse(workload);
    }

    private static Workload withoutGroup(Workload workload) {
        return new Workload(workload.namespace(), "", workload.kind(), workload.name());
    }

    private static Workload nativeOne(Workload one, Workload other) {
        return Kind.of(other.group(), other.kind()).isPresent() ? other : one;
    }
}
