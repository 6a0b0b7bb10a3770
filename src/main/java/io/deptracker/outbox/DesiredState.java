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
 * Everything that should stand on GitHub for one workload now; what else the outbox has of it is gone.
 *
 * @param workload whose records these are
 * @param environment where it runs
 * @param records one for each container, deployed; empty where the workload is gone
 * @param kept deployment names that stay as they are: their containers are there, but what they run is not known now
 * @param local images that no registry has, by deployment name: what was recorded under that name stays as long as it has the
 *     same name and tag, as the node may have lost the digest, and is gone if it has another
 * @param keepsAll whether all that the outbox has of it stays: it is there, but has nothing that tells what it would run
 */
public record DesiredState(
        Workload workload,
        Environment environment,
        List<DeploymentRecord> records,
        Set<String> kept,
        Map<String, ImageReference> local,
        boolean keepsAll) {

    /** A state of a workload that runs. */
    public DesiredState(Workload workload, Environment environment, List<DeploymentRecord> records, Set<String> kept) {
        this(workload, environment, records, kept, Map.of(), false);
    }

    /** A state that says all there is. */
    public DesiredState(Workload workload, Environment environment, List<DeploymentRecord> records) {
        this(workload, environment, records, Set.of());
    }

    /** A workload that is gone. */
    public static DesiredState gone(Workload workload, Environment environment) {
        return new DesiredState(workload, environment, List.of());
    }

    /** A workload that is there, of which nothing more is known. */
    public static DesiredState unknown(Workload workload, Environment environment) {
        return new DesiredState(workload, environment, List.of(), Set.of(), Map.of(), true);
    }

    /** Checks whether a record of the workload stays, although it is not among those that should stand there now. */
    boolean keeps(DeploymentRecord had) {
        String name = had.deploymentName();
        @Nullable ImageReference image = local.get(name);
        return keepsAll
                || kept.contains(name)
                || (image != null && had.artifact().isOf(image));
    }
}
