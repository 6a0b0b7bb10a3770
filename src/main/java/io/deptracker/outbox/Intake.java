package io.deptracker.outbox;

import io.deptracker.outbox.control.ReadableKinds;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Workload;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The writer of the backlog: reconciles the desired state of workloads with the outbox and adds one row per difference, in the
 * transaction that changes the deployment. Committing the same state again changes nothing. Safe for many threads.
 */
public final class Intake {
    private final OutboxFile file;
    private final InstantSource clock;
    private final Runnable onOwed;

    /**
     * Creates an intake.
     *
     * @param file the outbox
     * @param clock provides the rows' instants
     * @param onOwed called after a commit that added rows, so that workers need not poll
     */
    public Intake(OutboxFile file, InstantSource clock, Runnable onOwed) {
        this.file = file;
        this.clock = clock;
        this.onOwed = onOwed;
    }

    /**
     * Commits the desired state of workloads in one transaction. Changes nothing while the cluster is retired.
     *
     * @param runs whether a workload has running pods: it then takes a deployment name from a workload without any. Must have
     *     no side effects, since the transaction may run twice
     * @throws OutboxException if the file cannot be written; then nothing was changed and the same may be committed again
     */
    public CommitResult commit(List<DesiredState> states, Predicate<Workload> runs) {
        Comparison comparison = file.write(tx -> {
            var comparing = new Comparison(tx, clock.instant(), runs);
            if (!Retirement.isRetired(tx)) {
                states.forEach(comparing::compare);
            }
            return comparing;
        });
        if (comparison.owes()) {
            onOwed.run();
        }
        return comparison.committed();
    }

    /** Returns the workloads that have a deployment in the outbox or contest another workload's deployment name. */
    public List<Workload> workloads() {
        return file.read(tx -> tx.list(
                IntakeSql.WORKLOADS,
                row -> new Workload(row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
    }

    /**
     * Adds the API group to workloads that an earlier version stored without it.
     *
     * @param identify returns a workload with the group of its kind, or unchanged if the group is empty or unknown
     */
    public void completeGroups(UnaryOperator<Workload> identify) {
        Map<Workload, String> groups = workloads().stream()
                .filter(workload -> workload.group().isEmpty())
                .collect(Collectors.toMap(
                        workload -> workload,
                        workload -> identify.apply(workload).group()));
        groups.values().removeIf(String::isEmpty);
        if (!groups.isEmpty()) {
            file.write(tx -> {
                groups.forEach((workload, group) ->
                        tx.update(IntakeSql.SET_GROUP, group, workload.namespace(), workload.name(), workload.kind()));
                return groups.size();
            });
        }
    }

    /** Returns the retirement of the cluster, stored in the same outbox. */
    public Retirement retirement() {
        return new Retirement(file, clock);
    }

    /** Returns the store of the brake in the same outbox. */
    public BrakeStore brake() {
        return new BrakeStore(file);
    }

    /** Returns the store of the kinds that were readable at least once, in the same outbox. */
    public ReadableKinds readableKinds() {
        return new ReadableKinds(file);
    }
}
