package io.deptracker.outbox;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.ImageReference;
import io.deptracker.record.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records that GitHub should have for one workload; all its other deployments in the outbox are decommissioned.
 *
 * @param workload the workload of the records
 * @param environment the workload's environment
 * @param records one deployed record per container; empty if the workload is gone
 * @param kept deployment names to keep unchanged: their containers exist, but the artifacts that they run are unknown now
 * @param local images that no registry has, by deployment name. The recorded artifact of that name is kept as long as its
 *     name and tag are equal, as the node may have lost the digest; otherwise it is decommissioned
 * @param keepsAll whether all deployments in the outbox are kept: the workload exists, but nothing shows what it would run
 */
public record DesiredState(
        Workload workload,
        Environment environment,
        List<DeploymentRecord> records,
        Set<String> kept,
        Map<String, ImageReference> local,
        boolean keepsAll) {

    /** Creates the state of a workload that runs. */
    public DesiredState(Workload workload, Environment environment, List<DeploymentRecord> records, Set<String> kept) {
        this(workload, environment, records, kept, Map.of(), false);
    }

    /** Creates a complete state, in which every container's artifact is known. */
    public DesiredState(Workload workload, Environment environment, List<DeploymentRecord> records) {
        this(workload, environment, records, Set.of());
    }

    /** Returns the state of a workload that is gone. */
    public static DesiredState gone(Workload workload, Environment environment) {
        return new DesiredState(workload, environment, List.of());
    }

    /** Returns the state of a workload that exists, with nothing else known about it. */
    public static DesiredState unknown(Workload workload, Environment environment) {
        return new DesiredState(workload, environment, List.of(), Set.of(), Map.of(), true);
    }

    /** Checks whether a record of the workload is kept although it is not among the desired ones. */
    boolean keeps(DeploymentRecord had) {
        String name = had.deploymentName();
        @Nullable ImageReference image = local.get(name);
        return keepsAll
                || kept.contains(name)
                || (image != null && had.artifact().isOf(image));
    }
}
