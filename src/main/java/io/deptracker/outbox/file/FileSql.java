package io.deptracker.outbox.file;

/**
 * The SQL statements on the file itself: its kind, copies, a full volume, recovery. Three of them name the rows, since
 * recovery and freeing space work before or without the rest of the program.
 */
public final class FileSql {
    private FileSql() {}

    /** Reads the file, which selecting a constant would not. */
    static final String PING = "SELECT count(*) FROM sqlite_schema";

    /**
     * A condition on outbox {@code o} and deployment {@code d}. A row discarded by an operator is kept as long as it explains
     * why GitHub differs: it is the newest row of a deployment that differs (see the view {@code difference}) or may differ
     * once an older row is settled.
     */
    public static final String EXPLAINS_NO_DIFFERENCE = """
            NOT (o.last_error IS 'discarded by hand'
                 AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.deployment_id = o.deployment_id AND n.id > o.id)
                 AND (EXISTS (SELECT 1 FROM outbox l WHERE l.state = 'leased' AND l.deployment_id = o.deployment_id)
                      OR CASE d.status
                             WHEN 'deployed' THEN d.accepted_status IS NOT 'deployed' OR d.accepted_name IS NOT d.name
                                 OR d.accepted_digest IS NOT d.digest OR d.accepted_version IS NOT d.version
                                 OR d.unconfirmed_digest IS NOT NULL
                             ELSE d.accepted_status IS 'deployed' OR d.unconfirmed_digest IS NOT NULL
                         END))
            """;

    /** Frees the pages that a step of pruning may empty; a row with its indexes takes less than a page of 4 KiB. */
    public static final String FREE_PAGES = "PRAGMA incremental_vacuum(1000)";

    /** Counts the changes of this connection: whether a write changed the file and not only ran a statement. */
    static final String TOTAL_CHANGES = "SELECT total_changes()";

    /** Changes the file's first page and no data; also removes the mark of a copy. */
    static final String TOUCH = "PRAGMA user_version = 0";

    /** Deletes the oldest finished rows, up to a limit, regardless of their retention. */
    public static final String PRUNE_FOR_ROOM = """
            DELETE FROM outbox WHERE id IN (
                SELECT o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
                WHERE o.state IN ('delivered', 'superseded') AND o.finished_at IS NOT NULL AND
            """ + EXPLAINS_NO_DIFFERENCE + " ORDER BY o.finished_at LIMIT ?)";

    static final String TABLES = """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'flyway_schema_history'
            ORDER BY CASE name WHEN 'environment' THEN 1 WHEN 'deployment' THEN 2 ELSE 3 END, name""";

    static final String COLUMNS = "SELECT name FROM pragma_table_info(?)";

    /**
     * Enqueues the current record of deployments {@code d}: the artifact that they run, or the decommission of the artifact
     * that GitHub has. The first parameter is the rows' instant.
     */
    public static final String ENQUEUE_AGAIN = """
            INSERT INTO outbox (deployment_id, environment_id, status, name, digest, version, metadata,
                                state, enqueued_at, available_at)
            SELECT d.id, d.environment_id, d.status,
                   CASE d.artifact WHEN 'accepted' THEN d.accepted_name WHEN 'unconfirmed' THEN d.unconfirmed_name
                                   ELSE d.name END,
                   CASE d.artifact WHEN 'accepted' THEN d.accepted_digest WHEN 'unconfirmed' THEN d.unconfirmed_digest
                                   ELSE d.digest END,
                   CASE d.artifact WHEN 'accepted' THEN d.accepted_version WHEN 'unconfirmed' THEN d.unconfirmed_version
                                   ELSE d.version END,
                   d.metadata, 'pending', ?1, ?1
            FROM (SELECT *, CASE WHEN status = 'deployed' THEN 'desired'
                                 WHEN accepted_digest IS NOT NULL THEN 'accepted'
                                 WHEN unconfirmed_digest IS NOT NULL THEN 'unconfirmed'
                                 ELSE 'desired' END AS artifact
                  FROM deployment) d
            """;

    /** Enqueues every deployment without a row to deliver: the file may lack what GitHub accepted since. */
    static final String POST_ALL_AGAIN = ENQUEUE_AGAIN + """
            WHERE NOT EXISTS (
                SELECT 1 FROM outbox o
                WHERE o.deployment_id = d.id AND o.state IN ('pending', 'leased', 'parked', 'unattested', 'dead'))""";

    /**
     * Notes for every deployment that GitHub does not show by this file that it may have accepted it since: a
     * decommission that GitHub does not accept at once is then no reason to give up.
     */
    static final String MAY_BE_ACCEPTED = """
            UPDATE deployment SET unconfirmed_name = name, unconfirmed_digest = digest, unconfirmed_version = version
            WHERE accepted_status IS NOT 'deployed' AND unconfirmed_digest IS NULL""";

    /** Adds missing artifacts for parked rows: without one of their digest they would wait for ever. */
    static final String ASK_FOR_ALL = """
            INSERT INTO missing_artifact (digest, since, asked, ask_at)
            SELECT digest, min(parked_since), 0, ? FROM outbox
            WHERE state = 'parked' AND parked_for = 'attestation' AND digest NOT IN (SELECT digest FROM missing_artifact)
            GROUP BY digest""";

    static final String IS_COPY = "PRAGMA user_version";

    static final String MARK_COPY = "PRAGMA user_version = " + OutboxFile.COPY;

    static final String COPY_INTO = "VACUUM INTO ?";
}
