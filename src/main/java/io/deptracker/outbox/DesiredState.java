package io.deptracker.outbox;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Workload;
import java.util.List;
import java.util.Set;

/**
 * Everything that should stand on GitHub for one workload now; what else the outbox has of it is gone.
 *
 * @param workload whose records these are
 * @param environment where it runs
 * @param records one for each container, deployed; empty where the workload is gone
 * @param kept deployment names that stay as they are: their containers are there, but what they run is not known now
 */
public record DesiredState(
        Workload workload, Environment environment, List<DeploymentRecord> records, Set<String> kept) {

    /** A state that says all there is. */
    public DesiredState(Workload workload, Environment environment, List<DeploymentRecord> records) {
        this(workload, environment, records, Set.of());
    }

    /** A workload that is gone. */
    public static DesiredState gone(Workload workload, Environment environment) {
        return new DesiredState(workload, environment, List.of());
    }
}
