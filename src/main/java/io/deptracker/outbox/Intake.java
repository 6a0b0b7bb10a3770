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
 * Writes down what is owed: compares what a workload should have with what the outbox has, and adds one row for each
 * difference, in the transaction that changes the deployment. Saying the same again changes nothing.
 */
public final class Intake {
    private final OutboxFile file;
    private final InstantSource clock;
    private final Runnable onOwed;

    /**
     * @param file the outbox
     * @param clock stamps the rows
     * @param onOwed told after a commit that added rows, so that nobody need poll
     */
    public Intake(OutboxFile file, InstantSource clock, Runnable onOwed) {
        this.file = file;
        this.clock = clock;
        this.onOwed = onOwed;
    }

    /**
     * Commits the desired state of each workload, all in one transaction. While the cluster is retired, nothing is changed.
     *
     * @param runs whether a workload has running pods: one that has takes a deployment name from one that has none. Without
     *     side effects, since the transaction may run twice
     * @throws OutboxException if the file can't be written; then nothing was changed, and the same may be committed again
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

    /** Returns the workloads that have something deployed in the outbox, or want a name that another workload has. */
    public List<Workload> workloads() {
        return file.read(tx -> tx.list(
                IntakeSql.WORKLOADS,
                row -> new Workload(row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
    }

    /**
     * Completes the identity of workloads that a file of an earlier version has without the group of their kind.
     *
     * @param identify returns a workload with the group of its kind, or as it is if that is empty or unknown
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

    /** Returns the mark of a retired cluster, in the same outbox. */
    public Retirement retirement() {
        return new Retirement(file, clock);
    }

    /** Returns the store of the brake, in the same outbox. */
    public BrakeStore brake() {
        return new BrakeStore(file);
    }

    /** Returns the store of the kinds that could be read at least once, in the same outbox. */
    public ReadableKinds readableKinds() {
        return new ReadableKinds(file);
    }
}
