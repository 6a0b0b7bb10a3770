package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.FileSql;

/** The SQL statements of an operator's commands. On rows, the first five parameters are those of a {@link RowFilter}. */
final class OperatorSql {
    private OperatorSql() {}

    private static final String MATCHING_ROWS = """
            FROM outbox o JOIN deployment d ON d.id = o.deployment_id
            WHERE (?1 IS NULL OR o.id IN (SELECT value FROM json_each(?1)))
              AND (?2 IS NULL OR o.state IN (SELECT value FROM json_each(?2)))
              AND (?3 IS NULL OR d.namespace GLOB ?3)
              AND (?4 IS NULL OR d.deployment_name GLOB ?4)
              AND (?5 IS NULL OR lower(coalesce(o.last_error, '')) GLOB lower(?5))
            """;

    private static final String ROW_COLUMNS = """
            SELECT o.id, o.state, d.deployment_name, d.namespace, o.status, o.name, o.version, o.digest, o.attempts,
                   o.enqueued_at, o.available_at, o.parked_for, o.parked_since, o.lease_expires_at, o.finished_at,
                   o.last_error, d.id AS deployment_id, d.workload_group, d.workload_kind, d.workload_name
            """;

    static final String ROWS = ROW_COLUMNS + MATCHING_ROWS + "ORDER BY o.id DESC LIMIT ?6";

    static final String ROWS_OF_DEPLOYMENT = ROW_COLUMNS + """
            FROM outbox o JOIN deployment d ON d.id = o.deployment_id
            WHERE d.id = ? ORDER BY o.id DESC""";

    static final String DEPLOYMENTS = """
            SELECT d.id, d.deployment_name, d.namespace, d.workload_group, d.workload_kind, d.workload_name,
                   e.logical_environment, e.physical_environment, e.cluster,
                   d.status, d.name, d.version, d.digest, d.changed_at,
                   d.accepted_status, d.accepted_name, d.accepted_version, d.accepted_digest, d.accepted_at
            FROM deployment d JOIN environment e ON e.id = d.environment_id
            WHERE d.deployment_name = ? ORDER BY d.id""";

    static final String CONTESTED_BY = """
            SELECT namespace, workload_group, workload_kind, workload_name FROM contested_name
            WHERE deployment_id = ? ORDER BY since, id""";

    static final String OLDEST_OWED = """
            SELECT min(enqueued_at) FROM outbox WHERE state IN ('pending', 'leased', 'parked')""";

    /** Selects rows that may be revived: parked, dead or unattested, and the newest of their deployment. */
    private static final String REVIVABLE = MATCHING_ROWS + """
              AND o.state IN ('dead', 'unattested', 'parked')
              AND NOT EXISTS (SELECT 1 FROM outbox n WHERE n.deployment_id = o.deployment_id AND n.id > o.id)""";

    static final String COUNT_REVIVABLE = "SELECT count(*) " + REVIVABLE;

    /** Revives rows. One that waits for an artifact continues to wait, from now: its digest is asked for at once. */
    static final String REVIVE = """
            UPDATE outbox SET attempts = 0, tries = 0, park_count = 0, batch_limit = NULL, finished_at = NULL,
                   state = iif(parked_for IS 'attestation' AND state = 'parked', 'parked', 'pending'),
                   available_at = iif(parked_for IS 'attestation' AND state = 'parked', available_at, ?6),
                   parked_since = iif(parked_for IS 'attestation' AND state = 'parked', ?6, NULL),
                   parked_for = iif(parked_for IS 'attestation' AND state = 'parked', parked_for, NULL)
            WHERE id IN (SELECT o.id
            """ + REVIVABLE + ")";

    static final String ASK_NOW = """
            UPDATE missing_artifact SET ask_at = ?6, asked = 0
            WHERE digest IN (SELECT o.digest
            """ + REVIVABLE + ")";

    private static final String DISCARDABLE = MATCHING_ROWS + """
              AND o.state IN ('pending', 'parked', 'dead', 'unattested')""";

    static final String COUNT_DISCARDABLE = "SELECT count(*) " + DISCARDABLE;

    static final String DISCARD = """
            UPDATE outbox SET state = 'superseded', finished_at = ?6, last_error = ?7
            WHERE id IN (SELECT o.id
            """ + DISCARDABLE + ")";

    static final String COUNT_LEASED = "SELECT count(*) " + MATCHING_ROWS + "AND o.state = 'leased'";

    // Deployments to post again; the parameters are an instant and those of a DeploymentFilter

    private static final String MATCHING_DEPLOYMENTS = """
            WHERE (?2 IS NULL OR d.id IN (SELECT value FROM json_each(?2)))
              AND (?3 IS NULL OR d.namespace GLOB ?3)
              AND (?4 IS NULL OR d.deployment_name GLOB ?4)
            """;

    private static final String OPEN_ROW = """
            (SELECT 1 FROM outbox o WHERE o.deployment_id = d.id AND o.state IN ('pending', 'leased', 'parked'))
            """;

    /** Selects deployments to post again; a decommissioned one only if GitHub may show it as deployed. */
    private static final String RESENDABLE = MATCHING_DEPLOYMENTS + """
              AND (d.status = 'deployed' OR d.accepted_status = 'deployed' OR d.unconfirmed_digest IS NOT NULL)
              AND NOT EXISTS\s""" + OPEN_ROW;

    static final String COUNT_RESENDABLE = "SELECT count(*) FROM deployment d\n" + RESENDABLE;

    static final String COUNT_OWED =
            "SELECT count(*) FROM deployment d\n" + MATCHING_DEPLOYMENTS + "AND EXISTS " + OPEN_ROW;

    static final String SUPERSEDE_RESENT = """
            UPDATE outbox SET state = 'superseded', finished_at = ?1
            WHERE state IN ('dead', 'unattested') AND deployment_id IN (SELECT d.id FROM deployment d
            """ + RESENDABLE + ")";

    static final String RESEND = FileSql.ENQUEUE_AGAIN + RESENDABLE;

    /** Selects deployed deployments whose current record GitHub accepted and that have nothing in the backlog. */
    static final String AUDITED = """
            SELECT d.id, d.deployment_name, d.digest, d.metadata,
                   e.logical_environment, e.physical_environment, e.cluster
            FROM deployment d JOIN environment e ON e.id = d.environment_id
            WHERE d.status = 'deployed' AND d.accepted_status = 'deployed' AND d.accepted_digest = d.digest
              AND NOT EXISTS (
                  SELECT 1 FROM outbox o
                  WHERE o.deployment_id = d.id AND o.state IN ('pending', 'leased', 'parked', 'unattested', 'dead'))
            ORDER BY d.digest, d.id""";

    static final String COUNT_DEPLOYED = "SELECT count(*) FROM deployment WHERE status = 'deployed'";

    // Verification: each statement returns one text per fault

    static final String QUICK_CHECK = "PRAGMA quick_check";

    static final String FOREIGN_KEY_CHECK = "PRAGMA foreign_key_check";

    static final String STATUS_DISAGREES = """
            SELECT d.deployment_name || ': is ' || d.status || ' in the cluster, but its newest row, ' || o.id || ', is '
                   || o.status
            FROM deployment d
            JOIN outbox o ON o.id = (SELECT max(n.id) FROM outbox n
                                     WHERE n.deployment_id = d.id AND n.state <> 'superseded')
            WHERE o.status <> d.status
              AND NOT EXISTS (SELECT 1 FROM outbox g
                              WHERE g.deployment_id = d.id AND g.id > o.id AND g.last_error = ?)
            ORDER BY d.id""";

    static final String ACCEPTED_DISAGREES = """
            SELECT d.deployment_name || ': GitHub accepted row ' || o.id || ' last (' || o.status || ' of ' || o.digest
                   || '), but the deployment records ' || coalesce(d.accepted_status || ' of ' || d.accepted_digest, 'nothing')
            FROM deployment d
            JOIN outbox o ON o.id = (SELECT max(n.id) FROM outbox n
                                     WHERE n.deployment_id = d.id AND n.state = 'delivered')
            WHERE d.accepted_status IS NOT o.status OR d.accepted_digest IS NOT o.digest
               OR d.accepted_name IS NOT o.name OR d.accepted_version IS NOT o.version
            ORDER BY d.id""";

    static final String ENVIRONMENT_DISAGREES = """
            SELECT 'row ' || o.id || ' of ' || d.deployment_name || ': has another environment than its deployment'
            FROM outbox o JOIN deployment d ON d.id = o.deployment_id
            WHERE o.environment_id <> d.environment_id ORDER BY o.id""";

    static final String NOTHING_OWED = """
            SELECT v.deployment_name || ': GitHub differs from the cluster, and no row explains why'
            FROM differing v WHERE v.reason = 'nothing_owed' ORDER BY v.deployment_name""";

    static final String LEASED_TOO_LONG = """
            SELECT 'row ' || o.id || ' of ' || d.deployment_name || ': its lease expired over an hour ago and was not reaped;'
                   || ' is the controller running?'
            FROM outbox o JOIN deployment d ON d.id = o.deployment_id
            WHERE o.state = 'leased' AND o.lease_expires_at < ? ORDER BY o.id""";
}
