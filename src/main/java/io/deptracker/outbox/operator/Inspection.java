package io.deptracker.outbox.operator;

import io.deptracker.outbox.BrakeStore;
import io.deptracker.outbox.DeliverySql;
import io.deptracker.outbox.MissingArtifacts;
import io.deptracker.outbox.Retirement;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A reader of the outbox for an operator's commands. Safe for many threads. */
public final class Inspection {
    private final OutboxFile file;
    private final InstantSource clock;

    /** Creates a reader of an outbox. */
    public Inspection(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * The backlog and the reasons why it waits.
     *
     * @param counts the numbers of rows and deployments
     * @param oldestOwed when the oldest row of the backlog was added
     * @param nextDue when the next waiting row is due, in the past if it is due already
     * @param shut why and until when the gate is shut
     * @param pause the pause by an operator
     * @param decommissionsHeldSince when the brake began to hold decommissions back
     * @param retiredSince when the cluster was retired
     */
    public record Backlog(
            Statistics.Counts counts,
            Optional<Instant> oldestOwed,
            Optional<Instant> nextDue,
            Optional<GateStore.ShutGate> shut,
            Optional<GateStore.Pause> pause,
            Optional<Instant> decommissionsHeldSince,
            Optional<Instant> retiredSince) {}

    /** Returns the backlog. */
    public Backlog backlog() {
        var gate = new GateStore(file);
        return new Backlog(
                new Statistics(file, clock).count(),
                file.read(tx -> tx.instant(OperatorSql.OLDEST_OWED)),
                file.read(tx -> tx.instant(DeliverySql.NEXT_DUE, MissingArtifacts.NO_TIME_OF_ITS_OWN)),
                gate.read(clock.instant()),
                gate.pause(),
                new BrakeStore(file).read().heldSince(),
                new Retirement(file, clock).since());
    }

    /**
     * The deployed deployments, for a comparison with GitHub.
     *
     * @param audited those whose current record GitHub accepted, ordered by digest
     * @param others the number of the others: in the backlog, or known to differ at GitHub
     */
    public record Deployed(List<AuditedDeployment> audited, int others) {}

    /** Returns the deployed deployments. */
    public Deployed deployed() {
        return file.read(tx -> {
            List<AuditedDeployment> audited = tx.list(OperatorSql.AUDITED, AuditedDeployment::read);
            return new Deployed(audited, (int) tx.number(OperatorSql.COUNT_DEPLOYED) - audited.size());
        });
    }

    /** Returns the newest matching rows, up to a limit. */
    public List<RowView> rows(RowFilter filter, int limit) {
        return file.read(tx -> tx.list(OperatorSql.ROWS, row -> RowView.read(tx, row), filter.values(limit)));
    }

    /** Returns the deployments of a name, at most one per environment. */
    public List<DeploymentView> deployments(String name) {
        return file.read(tx -> tx.list(OperatorSql.DEPLOYMENTS, row -> DeploymentView.read(tx, row), name));
    }
}
