package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.file.FileSql;

/** The SQL statements of background upkeep: pruning, instants in the future, confirmations. */
public final class UpkeepSql {
    private UpkeepSql() {}

    // Pruning

    /** Deletes old delivered rows. Nothing depends on them: the deployment records what GitHub accepted. */
    public static final String PRUNE_DELIVERED = """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox
                WHERE state = 'delivered' AND finished_at IS NOT NULL AND finished_at < ? LIMIT ?)""";

    /** Deletes old superseded rows, except those that explain a difference. */
    public static final String PRUNE_SUPERSEDED = """
            DELETE FROM outbox WHERE id IN (
                SELECT o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
                WHERE o.state = 'superseded' AND o.finished_at IS NOT NULL AND o.finished_at < ? AND
            """ + FileSql.EXPLAINS_NO_DIFFERENCE + " LIMIT ?)";

    /** Deletes old failed rows, each the newest of its deployment, if the deployment is gone and GitHub does not show it. */
    public static final String PRUNE_FAILED = """
            DELETE FROM outbox WHERE id IN (
                SELECT o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
                WHERE o.state = ? AND o.finished_at IS NOT NULL AND o.finished_at < ?
                  AND d.status = 'decommissioned' AND d.accepted_status IS NOT 'deployed' AND d.unconfirmed_digest IS NULL
                LIMIT ?)""";

    /**
     * Deletes decommissioned deployments, unless GitHub may show them as deployed: only their row could decommission them.
     */
    public static final String PRUNE_DEPLOYMENTS = """
            DELETE FROM deployment WHERE id IN (
                SELECT d.id FROM deployment d
                WHERE d.status = 'decommissioned' AND d.changed_at < ?
                  AND d.accepted_status IS NOT 'deployed' AND d.unconfirmed_digest IS NULL
                  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.deployment_id = d.id) LIMIT ?)""";

    // A clock that was set back or was not set yet

    static final String PULL_IN_FROM_THE_FUTURE = """
            UPDATE outbox SET available_at = iif(parked_for IS 'attestation', available_at, ?), enqueued_at = ?
            WHERE state IN ('pending', 'parked') AND available_at > ? AND enqueued_at > ?""";

    /** The second condition on the state is that of the partial index, without which SQLite reads the whole table. */
    static final String PULL_IN_PENDING = """
            UPDATE outbox SET available_at = ? WHERE state = 'pending' AND state IN ('pending', 'parked') AND available_at > ?""";

    static final String PULL_IN_PARKED = """
            UPDATE outbox SET available_at = ?
            WHERE state = 'parked' AND state IN ('pending', 'parked') AND available_at > ? AND parked_for = 'permission'""";

    static final String PULL_IN_ASKING = "UPDATE missing_artifact SET ask_at = ? WHERE ask_at > ?";

    static final String RESET_PARKED_SINCE = """
            UPDATE outbox SET parked_since = ?
            WHERE state IN ('pending', 'parked') AND (parked_since > ? OR parked_since < ?)""";

    // Confirmations

    static final String TO_CONFIRM = """
            SELECT id FROM deployment
            WHERE confirm_at <= ? AND NOT EXISTS (
                SELECT 1 FROM outbox o WHERE o.deployment_id = deployment.id AND o.state IN ('pending', 'leased', 'parked'))
            LIMIT ?""";

    /** Enqueues a deployment unless its newest row is dead or unattested: then GitHub's record of it is no longer wanted. */
    static final String CONFIRM = FileSql.ENQUEUE_AGAIN + """
            WHERE d.id = ?2 AND NOT EXISTS (
                SELECT 1 FROM outbox o WHERE o.deployment_id = d.id AND o.state IN ('unattested', 'dead'))""";

    static final String CANCEL_CONFIRMATION = "UPDATE deployment SET confirm_at = NULL WHERE id = ?";

    static final String PULL_IN_CONFIRMING = "UPDATE deployment SET confirm_at = ? WHERE confirm_at > ?";
}
