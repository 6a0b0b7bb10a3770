package io.deptracker.outbox;

/** The statements that keep the outbox in order: leases that expired, what is old, full volumes, set clocks, torn files. */
final class UpkeepSql {
    private UpkeepSql() {}

    // Leases that expired, and what is old

    static final String EXPIRED_LEASES = """
            SELECT id, lease_token, batch_limit FROM outbox WHERE state = 'leased' AND lease_expires_at <= ?""";

    /** Nothing hangs on delivered rows: what GitHub accepted is kept with the deployment. */
    static final String PRUNE_DELIVERED = """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox
                WHERE state = 'delivered' AND finished_at IS NOT NULL AND finished_at < ? LIMIT ?)""";

    /**
     * A row discarded by hand is kept while it is the reason why GitHub differs: the newest row of a deployment that differs, as
     * the view difference has it, or may differ once an older row has been settled.
     */
    private static final String NO_REASON = """
            NOT (o.last_error IS 'discarded by hand'
                 AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.deployment_id = o.deployment_id AND n.id > o.id)
                 AND (EXISTS (SELECT 1 FROM outbox l WHERE l.state = 'leased' AND l.deployment_id = o.deployment_id)
                      OR CASE d.status
                             WHEN 'deployed' THEN d.accepted_status IS NOT 'deployed' OR d.accepted_name IS NOT d.name
                                 OR d.accepted_digest IS NOT d.digest OR d.accepted_version IS NOT d.version
                                 OR d.doubted_digest IS NOT NULL
                             ELSE d.accepted_status IS 'deployed' OR d.doubted_digest IS NOT NULL
                         END))
            """;

    static final String PRUNE_SUPERSEDED = """
            DELETE FROM outbox WHERE id IN (
                SELECT o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
                WHERE o.state = 'superseded' AND o.finished_at IS NOT NULL AND o.finished_at < ? AND
            """ + NO_REASON + " LIMIT ?)";

    /** A row that failed is the newest of its deployment, and makes no difference if GitHub shows nothing of one that is gone. */
    static final String PRUNE_FAILED = """
            DELETE FROM outbox WHERE id IN (
                SELECT o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
                WHERE o.state = ? AND o.finished_at IS NOT NULL AND o.finished_at < ?
                  AND d.status = 'decommissioned' AND d.accepted_status IS NOT 'deployed' AND d.doubted_digest IS NULL
                LIMIT ?)""";

    /** A deployment that GitHub may show as deployed is never forgotten: nothing else could take it back. */
    static final String PRUNE_DEPLOYMENTS = """
            DELETE FROM deployment WHERE id IN (
                SELECT d.id FROM deployment d
                WHERE d.status = 'decommissioned' AND d.changed_at < ?
                  AND d.accepted_status IS NOT 'deployed' AND d.doubted_digest IS NULL
                  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.deployment_id = d.id) LIMIT ?)""";

    /** Gives back what a step of pruning may free; a row with its indexes takes less than a page of 4 KiB. */
    static final String FREE_PAGES = "PRAGMA incremental_vacuum(1000)";

    /** When others see that a write changed something: the file, not only a statement, took it. */
    static final String TOTAL_CHANGES = "SELECT total_changes()";

    /** Changes the file's first page, and nothing that anybody reads. */
    static final String TOUCH = "PRAGMA user_version = 0";

    static final String PRUNE_FOR_ROOM = """
            DELETE FROM outbox WHERE id IN (
                SELECT o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
                WHERE o.state IN ('delivered', 'superseded') AND o.finished_at IS NOT NULL AND
            """ + NO_REASON + " ORDER BY o.finished_at LIMIT ?)";

    // A clock that was set back, or was not yet set

    static final String PULL_IN_FROM_THE_FUTURE = """
            UPDATE outbox SET available_at = iif(parked_for IS 'attestation', available_at, ?), enqueued_at = ?
            WHERE state IN ('pending', 'parked') AND available_at > ? AND enqueued_at > ?""";

    static final String PULL_IN_PENDING = """
            UPDATE outbox SET available_at = ? WHERE state = 'pending' AND state IN ('pending', 'parked') AND available_at > ?""";

    static final String PULL_IN_PARKED = """
            UPDATE outbox SET available_at = ?
            WHERE state = 'parked' AND state IN ('pending', 'parked') AND available_at > ? AND parked_for = 'permission'""";

    static final String PULL_IN_ASKING = "UPDATE missing_artifact SET ask_at = ? WHERE ask_at > ?";

    static final String PARKED_AT_NO_TIME = """
            UPDATE outbox SET parked_since = ?
            WHERE state IN ('pending', 'parked') AND (parked_since > ? OR parked_since < ?)""";

    // A torn outbox, or a copy of one

    static final String TABLES = """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'flyway_schema_history'
            ORDER BY CASE name WHEN 'environment' THEN 1 WHEN 'deployment' THEN 2 ELSE 3 END, name""";

    static final String COLUMNS = "SELECT name FROM pragma_table_info(?)";

    /**
     * Enqueues what stands for deployments {@code d}: what they run, or the end of what GitHub knows of them. The first
     * parameter stamps the rows.
     */
    static final String ENQUEUE_AGAIN = """
            INSERT INTO outbox (deployment_id, environment_id, status, name, digest, version, metadata,
                                state, enqueued_at, available_at)
            SELECT d.id, d.environment_id, d.status,
                   CASE d.artifact WHEN 'accepted' THEN d.accepted_name WHEN 'doubted' THEN d.doubted_name
                                   ELSE d.name END,
                   CASE d.artifact WHEN 'accepted' THEN d.accepted_digest WHEN 'doubted' THEN d.doubted_digest
                                   ELSE d.digest END,
                   CASE d.artifact WHEN 'accepted' THEN d.accepted_version WHEN 'doubted' THEN d.doubted_version
                                   ELSE d.version END,
                   d.metadata, 'pending', ?1, ?1
            FROM (SELECT *, CASE WHEN status = 'deployed' THEN 'desired'
                                 WHEN accepted_digest IS NOT NULL THEN 'accepted'
                                 WHEN doubted_digest IS NOT NULL THEN 'doubted'
                                 ELSE 'desired' END AS artifact
                  FROM deployment) d
            """;

    static final String TO_CONFIRM = """
            SELECT id FROM deployment
            WHERE confirm_at <= ? AND NOT EXISTS (
                SELECT 1 FROM outbox o WHERE o.deployment_id = deployment.id AND o.state IN ('pending', 'leased', 'parked'))
            LIMIT ?""";

    /** A deployment whose newest row is dead or unattested is not confirmed: what GitHub has of it is no longer wanted. */
    static final String CONFIRM = ENQUEUE_AGAIN + """
            WHERE d.id = ?2 AND NOT EXISTS (
                SELECT 1 FROM outbox o WHERE o.deployment_id = d.id AND o.state IN ('unattested', 'dead'))""";

    static final String CONFIRMED = "UPDATE deployment SET confirm_at = NULL WHERE id = ?";

    static final String PULL_IN_CONFIRMING = "UPDATE deployment SET confirm_at = ? WHERE confirm_at > ?";

    /** The file may have missed what GitHub was told since: all that nothing is owed of is said once more. */
    static final String SAY_ANEW = ENQUEUE_AGAIN + """
            WHERE NOT EXISTS (
                SELECT 1 FROM outbox o
                WHERE o.deployment_id = d.id AND o.state IN ('pending', 'leased', 'parked', 'unattested', 'dead'))""";

    /** Rows that wait for an artifact wait for ever if their digest is not known to be missing. */
    static final String ASK_FOR_ALL = """
            INSERT INTO missing_artifact (digest, since, asked, ask_at)
            SELECT digest, min(parked_since), 0, ? FROM outbox
            WHERE state = 'parked' AND parked_for = 'attestation' AND digest NOT IN (SELECT digest FROM missing_artifact)
            GROUP BY digest""";

    static final String IS_COPY = "PRAGMA user_version";
}
