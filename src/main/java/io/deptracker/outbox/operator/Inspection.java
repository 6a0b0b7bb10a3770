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

/** Reads in an outbox what an operator asks for. */
public final class Inspection {
    private final OutboxFile file;
    private final InstantSource clock;

    public Inspection(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * What is owed, and what it waits for.
     *
     * @param counts rows and deployments
     * @param oldestOwed since when the row has been owed that has been owed the longest
     * @param nextDue when a waiting row is due next, in the past where one is due already
     * @param shut how the gate is shut
     * @param pause how it was paused by an operator
     * @param decommissionsHeldSince since when the brake holds decommissions back
     * @param retiredSince since when the cluster has been retired
     */
    public record Backlog(
            Statistics.Counts counts,
            Optional<Instant> oldestOwed,
            Optional<Instant> nextDue,
            Optional<GateStore.ShutGate> shut,
            Optional<GateStore.Pause> pause,
            Optional<Instant> decommissionsHeldSince,
            Optional<Instant> retiredSince) {}

    /** The backlog. */
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
     * Deployed deployments, for a comparison with GitHub.
     *
     * @param audited those whose present record GitHub accepted, ordered by their digests
     * @param others how many more there are: owed to GitHub, or known to differ there
     */
    public record Deployed(List<AuditedDeployment> audited, int others) {}

    /** Returns the deployed deployments. */
    public Deployed deployed() {
        return file.read(tx -> {
            List<AuditedDeployment> audited = tx.list(OperatorSql.AUDITED, AuditedDeployment::read);
            return new Deployed(audited, (int) tx.number(OperatorSql.COUNT_DEPLOYED) - audited.size());
        });
    }

    /** The newest rows that fit, at most so many. */
    public List<RowView> rows(RowFilter filter, int limit) {
        return file.read(tx -> tx.list(OperatorSql.ROWS, row -> RowView.read(tx, row), filter.values(limit)));
    }

    /** The deployments of that name: one in each environment that has one. */
    public List<DeploymentView> deployments(String name) {
        return file.read(tx -> tx.list(OperatorSql.DEPLOYMENTS, row -> DeploymentView.read(tx, row), name));
    }
}
