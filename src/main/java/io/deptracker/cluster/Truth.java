package io.deptracker.cluster;

import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Workload;
import java.util.Optional;
import java.util.Set;

/** What the cluster says: of each workload in scope, what should stand on GitHub. Safe for many threads. */
final class Truth {
    private final ClusterState state;
    private final Namespaces namespaces;
    private final Selection selection;

    Truth(ClusterState state, Namespaces namespaces, Selection selection) {
        this.state = state;
        this.namespaces = namespaces;
        this.selection = selection;
    }

    /** Every workload that has pods. */
    Set<Workload> workloads() {
        return state.workloads();
    }

    boolean inScope(Workload workload) {
        return namespaces.inScope(workload.namespace());
    }

    /** What a workload should have; empty where it is out of scope, and is left alone. */
    Optional<DesiredState> desired(Workload workload) {
        if (!inScope(workload)) {
            return Optional.empty();
        }
        WorkloadView view = state.view(workload);
        return Optional.of(selection.desired(namespaces.optsOut(workload.namespace()) ? view.asOptedOut() : view));
    }
}
