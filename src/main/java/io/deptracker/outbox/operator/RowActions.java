package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.OutboxFile;
import java.time.InstantSource;

/** What an operator may do to rows by hand, beside a running controller. */
public final class RowActions {
    /** What the last error of a discarded row says. */
    public static final String DISCARDED = "discarded by hand";

    private final OutboxFile file;
    private final InstantSource clock;

    public RowActions(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** How many of the rows that fit can be revived. */
    public int revivable(RowFilter filter) {
        return count(OperatorSql.COUNT_REVIVABLE, filter);
    }

    /**
     * Makes rows due now, with all their attempts, that are dead, unattested or parked; those that a newer row of their
     * deployment has overtaken stay as they are.
     *
     * @return how many
     */
    public int revive(RowFilter filter) {
        return file.write(tx -> {
            tx.update(OperatorSql.ASK_NOW, filter.values(clock.instant()));
            return tx.update(OperatorSql.REVIVE, filter.values(clock.instant()));
        });
    }

    /** How many of the rows that fit can be discarded. */
    public int discardable(RowFilter filter) {
        return count(OperatorSql.COUNT_DISCARDABLE, filter);
    }

    /** How many of the rows that fit are in flight, so that nobody but their worker may end them. */
    public int inFlight(RowFilter filter) {
        return count(OperatorSql.COUNT_LEASED, filter);
    }

    /**
     * Gives rows up that are owed, dead or unattested. What the cluster says of their deployments stays known, so nothing of it
     * is enqueued again until the cluster changes; what GitHub accepted stays known too, so a later end is still told.
     *
     * @return how many
     */
    public int discard(RowFilter filter) {
        return file.write(tx -> tx.update(OperatorSql.DISCARD, filter.values(clock.instant(), DISCARDED)));
    }

    /** Returns how many of the selected deployments can be posted again. */
    public int resendable(DeploymentFilter filter) {
        return count(OperatorSql.COUNT_RESENDABLE, filter);
    }

    /** Returns how many of the selected deployments have a pending, leased or parked row, so that they need not be resent. */
    public int owed(DeploymentFilter filter) {
        return count(OperatorSql.COUNT_OWED, filter);
    }

    /**
     * Enqueues the present record of the selected deployments, also of those that GitHub accepted it of. Their dead and
     * unattested rows become superseded, as by a change in the cluster.
     *
     * @return how many
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
