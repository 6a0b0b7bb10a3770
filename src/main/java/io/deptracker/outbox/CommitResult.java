package io.deptracker.outbox;

import io.deptracker.record.Workload;
import java.util.Set;

/**
 * What a commit of desired states changed.
 *
 * @param deployed how many deployments changed what they run, or came
 * @param decommissioned how many went
 * @param contested names that workloads of the commit could not have; they are to be committed again once something was
 *     decommissioned, or the holder's pods stop or start
 * @param displaced workloads that lost a name to a workload of the commit. They are to be committed again: one whose pods have
 *     ended wants it back once the other is gone
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
