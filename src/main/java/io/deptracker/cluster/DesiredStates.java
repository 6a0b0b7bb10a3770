package io.deptracker.cluster;

import io.deptracker.config.KindFilter;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the cluster says: of each workload in scope, what should stand on GitHub. Safe for many threads. */
final class DesiredStates {
    private final ClusterState state;
    private final Namespaces namespaces;
    private final KindFilter kinds;
    private final Selection selection;

    DesiredStates(ClusterState state, Namespaces namespaces, KindFilter kinds, Selection selection) {
        this.state = state;
        this.namespaces = namespaces;
        this.kinds = kinds;
        this.selection = selection;
    }

    /** Every workload that has pods. */
    Set<Workload> workloads() {
        return state.workloads();
    }

    /** Returns whether pods of a workload run. */
    boolean runs(Workload workload) {
        return state.runs(workload);
    }

    /** Returns how to complete workloads without the group of their kind, by the cluster as it is now. */
    UnaryOperator<Workload> identities() {
        return new WorkloadGroups(state)::complete;
    }

    /** Attributes pods whose owners have stayed unseen for minutes without them, and returns those owners. */
    List<OwnerKey> giveUpUnseen(Instant now) {
        return state.giveUpUnseen(now);
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
        boolean isExcluded =
                !kinds.includes(workload.group(), workload.kind()) || namespaces.optsOut(workload.namespace());
        return Optional.of(selection.desired(isExcluded ? view.asOptedOut() : view));
    }
}
