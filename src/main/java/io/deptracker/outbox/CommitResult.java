package io.deptracker.outbox;

import io.deptracker.record.Workload;
import java.util.Set;

/**
 * The result of a commit of desired states.
 *
 * @param deployed the number of deployments that were added or run another artifact
 * @param decommissioned the number of deployments that were decommissioned
 * @param contested names that workloads of the commit could not have; they must be committed again after a decommission, or
 *     when the holder's pods stop or start
 * @param displaced workloads that lost a name to a workload of the commit. They must be committed again: one whose pods have
 *     ended gets its name back when the other workload is gone
 */
public record CommitResult(int deployed, int decommissioned, Set<Contested> contested, Set<Workload> displaced) {

    /**
     * A deployment name that two workloads render.
     *
     * @param name the deployment name
     * @param workload the workload that could not have it
     * @param holder the workload that has it
     */
    public record Contested(String name, Workload workload, Workload holder) {}
}
