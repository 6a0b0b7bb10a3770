package io.deptracker.outbox;

import io.deptracker.record.Workload;
import java.util.Set;

/**
 * What a commit of desired states changed.
 *
 * @param deployed how many deployments changed what they run, or came
 * @param decommissioned how many went
 * @param contested workloads that want a deployment name which another workload still has; they are to be committed again
 *     once something was decommissioned
 */
public record Committed(int deployed, int decommissioned, Set<Workload> contested) {}
