package io.deptracker.outbox;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps in the outbox whether decommissions are held back, so that a restart goes on holding them. Safe for many threads. */
public final class BrakeStore {

    /**
     * The brake as it was left.
     *
     * @param heldSince since when decommissions have been held back; empty where none are
     * @param confirmedAt when the confirmation that is set was used; empty where it was not
     */
    public record Brake(Optional<Instant> heldSince, Optional<Instant> confirmedAt) {}

    private final OutboxFile file;

    public BrakeStore(OutboxFile file) {
        this.file = file;
    }

    /** The brake as it was stored last. */
    public Brake read() {
        return file.read(
                tx -> new Brake(tx.instant(IntakeSql.BRAKE_HELD_SINCE), tx.instant(IntakeSql.BRAKE_CONFIRMED_AT)));
    }

    /** Stores that decommissions of so many deployments are held back since then, and that nothing confirms them. */
    public void hold(Instant since, int deployments, Optional<Instant> confirmedAt) {
        file.write(tx -> tx.update(IntakeSql.HOLD_BRAKE, since, deployments, confirmedAt.orElse(null)));
    }

    /** Stores that nothing is held back, and that the confirmation was used then. */
    public void confirm(Instant at) {
        file.write(tx -> tx.update(IntakeSql.CONFIRM_BRAKE, at));
    }

    /** Stores that nothing is held back, and that no confirmation was used. */
    public void release() {
        file.write(tx -> tx.update(IntakeSql.RELEASE_BRAKE));
    }

    /**
     * Returns how many deployments are deployed as far as the outbox knows, without those of kinds that are not counted.
     *
     * @param counted whether deployments count, by a workload of their kind that has neither namespace nor name
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

    /** Returns how many deployments the commit of a state would decommission with nothing in their place. */
    public int vanishing(DesiredState desired) {
        List<DeploymentRow> had = file.read(tx -> Comparison.deployedOf(tx, desired.workload()));
        long notKept = had.stream()
                .filter(deployment -> !desired.keeps(deployment.record()))
                .count();
        return (int) Math.max(0, notKept - desired.records().size());
    }
}
