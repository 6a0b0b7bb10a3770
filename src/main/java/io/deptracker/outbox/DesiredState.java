package io.deptracker.outbox;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Workload;
import java.util.List;

/**
 * Everything that should stand on GitHub for one workload now; what else the outbox has of it is gone.
 *
 * @param workload whose records these are
 * @param environment where it runs
 * @param records one for each container, deployed; empty where the workload is gone
 */
public record DesiredState(Workload workload, Environment environment, List<DeploymentRecord> records) {}
