package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.OutboxFile;
import java.time.InstantSource;

/** An operator's changes of rows, which are safe while a controller runs. Safe for many threads. */
public final class RowActions {
    /** The last error of a discarded row. */
    public static final String DISCARDED = "discarded by hand";

    private final OutboxFile file;
    private final InstantSource clock;

    /** Creates the actions on an outbox. */
    public RowActions(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Returns the number of matching rows that can be revived. */
    public int revivable(RowFilter filter) {
        return count(OperatorSql.COUNT_REVIVABLE, filter);
    }

    /**
     * Makes dead, unattested or parked rows due now, with all their attempts. A row is left unchanged if its deployment has a
     * newer one.
     *
     * @return the number of revived rows
     */
    public int revive(RowFilter filter) {
        return file.write(tx -> {
            tx.update(OperatorSql.ASK_NOW, filter.values(clock.instant()));
            return tx.update(OperatorSql.REVIVE, filter.values(clock.instant()));
        });
    }

    /** Returns the number of matching rows that can be discarded. */
    public int discardable(RowFilter filter) {
        return count(OperatorSql.COUNT_DISCARDABLE, filter);
    }

    /** Returns the number of matching rows that are in flight, which only their worker may end. */
    public int inFlight(RowFilter filter) {
        return count(OperatorSql.COUNT_LEASED, filter);
    }

    /**
     * Discards pending, parked, dead or unattested rows without notifying GitHub. The state of their deployments in the
     * cluster stays recorded, so they are not enqueued again until it changes. What GitHub accepted stays recorded too, so a
     * later decommission is still posted.
     *
     * @return the number of discarded rows
     */
    public int discard(RowFilter filter) {
        return file.write(tx -> tx.update(OperatorSql.DISCARD, filter.values(clock.instant(), DISCARDED)));
    }

    /** Returns the number of matching deployments that can be posted again. */
    public int resendable(DeploymentFilter filter) {
        return count(OperatorSql.COUNT_RESENDABLE, filter);
    }

    /** Returns the number of matching deployments with a pending, leased or parked row, which need not be posted again. */
    public int owed(DeploymentFilter filter) {
        return count(OperatorSql.COUNT_OWED, filter);
    }

    /**
     * Enqueues the current record of the matching deployments, even if GitHub accepted it. Their dead and unattested rows
     * become superseded, as after a change in the cluster.
     *
     * @return the number of deployments
     */
    public int resend(DeploymentFilter filter) {
        return file.write(tx -> {
            tx.update(OperatorSql.SUPERSEDE_RESENT, filter.values(clock.instant()));
            return tx.update(OperatorSql.RESEND, filter.values(clock.instant()));
        });
    }

    private int count(String sql, DeploymentFilter filter) {
        return file.read(tx -> (int) tx.number(sql, filter.values(clock.instant())));
    }

    private int count(String sql, RowFilter filter) {
        return file.read(tx -> (int) tx.number(sql, filter.values()));
    }
}
