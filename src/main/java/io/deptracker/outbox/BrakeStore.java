package io.deptracker.outbox;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The stored state of the brake: held decommissions remain held after a restart. Safe for many threads. */
public final class BrakeStore {

    /**
     * The state of the brake.
     *
     * @param heldSince when the brake began to hold decommissions back; empty if it holds none
     * @param confirmedAt when the configured confirmation was used; empty if it was not
     */
    public record Brake(Optional<Instant> heldSince, Optional<Instant> confirmedAt) {}

    private final OutboxFile file;

    public BrakeStore(OutboxFile file) {
        this.file = file;
    }

    /** Returns the state that was stored last. */
    public Brake read() {
        return file.read(
                tx -> new Brake(tx.instant(IntakeSql.BRAKE_HELD_SINCE), tx.instant(IntakeSql.BRAKE_CONFIRMED_AT)));
    }

    /** Stores that the decommissions of a number of deployments are held back and not confirmed. */
    public void hold(Instant since, int deployments, Optional<Instant> confirmedAt) {
        file.write(tx -> tx.update(IntakeSql.HOLD_BRAKE, since, deployments, confirmedAt.orElse(null)));
    }

    /** Stores that nothing is held back and when the confirmation was used. */
    public void confirm(Instant at) {
        file.write(tx -> tx.update(IntakeSql.CONFIRM_BRAKE, at));
    }

    /** Stores that nothing is held back and that no confirmation was used. */
    public void release() {
        file.write(tx -> tx.update(IntakeSql.RELEASE_BRAKE));
    }

    /**
     * Returns the number of deployed deployments in the outbox, without those of kinds that do not count.
     *
     * @param counted whether a kind counts; receives a workload of that kind without namespace and name
     */
    public int deployed(Predicate<Workload> counted) {
        return file.read(tx -> tx
                .list(
                        IntakeSql.DEPLOYED_BY_KIND,
                        row -> counted.test(new Workload("", row.getString(1), row.getString(2), ""))
                                ? row.getInt("deployments")
                                : 0)
                .stream()
                .mapToInt(Integer::intValue)
                .sum());
    }

    /** Returns the number of deployments that committing a state would decommission without a replacement. */
    public int vanishing(DesiredState desired) {
        List<DeploymentRow> had = file.read(tx -> Comparison.deployedOf(tx, desired.workload()));
        long notKept = had.stream()
                .filter(deployment -> !desired.keeps(deployment.record()))
                .count();
        return (int) Math.max(0, notKept - desired.records().size());
    }
}
