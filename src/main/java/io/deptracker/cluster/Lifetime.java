package io.deptracker.cluster;

import io.deptracker.config.KindFilter;
import io.deptracker.record.Workload;
import java.util.Set;

/** The lifetime of workloads, as far as their kind determines it. */
enum Lifetime {
    /** Until it is deleted: its pods are replaced when they end. */
    LASTING,
    /** Until it is deleted: it starts Jobs repeatedly, and has ended pods between them. */
    RECURRING,
    /** A single run. It keeps its record, with its ended pods, until it is deleted. */
    SINGLE_RUN,
    /** A kind of another group, lasting or not: a workload of it whose pods have all ended was a single run. */
    UNKNOWN;

    private static final Set<String> RECURRING_KINDS =
            Set.of("CronJob", "ScaledJob.keda.sh", "AdvancedCronJob.apps.kruise.io");

    /** Returns the lifetime of workloads of that kind. */
    static Lifetime of(Workload workload) {
        if (RECURRING_KINDS.contains(workload.qualifiedKind())) {
            return RECURRING;
        }
        Kind kind = Kind.of(workload.group(), workload.kind()).orElse(null);
        if (kind == Kind.JOB || OwnerRef.pod(workload.name()).isOf(workload)) {
            return SINGLE_RUN;
        }
        return kind == null ? UNKNOWN : LASTING;
    }

    /** Returns whether ended pods count as those of the workload if none runs. */
    boolean keepsEndedPods() {
        return this == RECURRING || this == SINGLE_RUN;
    }

    /**
     * Returns whether workloads of that kind stay until they are deleted. Single runs vanish by themselves, in any
     * number; by convention the names of their kinds end with Job or Run.
     */
    static boolean isLasting(Workload workload) {
        return switch (of(workload)) {
            case LASTING, RECURRING -> true;
            case SINGLE_RUN -> false;
            case UNKNOWN ->
                !KindFilter.isOneRun(workload.group(), workload.kind())
                        && !workload.kind().endsWith("Job")
                        && !workload.kind().endsWith("Run");
        };
    }
}
