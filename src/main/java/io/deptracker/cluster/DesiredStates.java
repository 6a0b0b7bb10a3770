package io.deptracker.cluster;

import io.deptracker.config.KindFilter;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The desired states: for each workload in scope, the records that GitHub should have. Safe for many threads. */
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

    /** Returns every workload that has pods. */
    Set<Workload> workloads() {
        return state.workloads();
    }

    /** Returns whether pods of a workload run. */
    boolean runs(Workload workload) {
        return state.runs(workload);
    }

    /**
     * Returns a function that completes workloads without the group of their kind, according to the current cluster.
     */
    UnaryOperator<Workload> identities() {
        return new WorkloadGroups(state)::complete;
    }

    /**
     * Gives up waiting for owners that have stayed unseen for minutes, attributes their pods without them and returns
     * them.
     */
    List<OwnerKey> giveUpUnseen(Instant now) {
        return state.giveUpUnseen(now);
    }

    boolean inScope(Workload workload) {
        return namespaces.inScope(workload.namespace());
    }

    /** Returns the desired state of a workload; empty if it is out of scope and must not be changed. */
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
