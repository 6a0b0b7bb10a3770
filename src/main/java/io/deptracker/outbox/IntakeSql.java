package io.deptracker.outbox;

/** The SQL statements of intake, brake and retirement. Instants are bound, never SQL's own. */
final class IntakeSql {
    private IntakeSql() {}

    // Intake

    static final String ENVIRONMENT = """
            SELECT id FROM environment WHERE logical_environment = ? AND physical_environment = ? AND cluster = ?""";

    static final String INSERT_ENVIRONMENT = """
            INSERT INTO environment (logical_environment, physical_environment, cluster) VALUES (?, ?, ?) RETURNING id""";

    static final String WORKLOADS = """
            SELECT namespace, workload_group, workload_kind, workload_name FROM deployment WHERE status = 'deployed'
            UNION
            SELECT namespace, workload_group, workload_kind, workload_name FROM contested_name""";

    /** Sets the API group of a workload that an earlier version stored without it. */
    static final String SET_GROUP = """
            UPDATE deployment SET workload_group = ?
            WHERE namespace = ? AND workload_name = ? AND workload_kind = ? AND workload_group = ''""";

    private static final String DEPLOYMENT_COLUMNS = """
            SELECT id, environment_id, deployment_name, namespace, workload_group, workload_kind, workload_name, status,
                   name, digest, version, metadata,
                   accepted_status, accepted_name, accepted_digest, accepted_version,
                   unconfirmed_name, unconfirmed_digest, unconfirmed_version
            FROM deployment
            """;

    static final String DEPLOYED_OF_WORKLOAD = DEPLOYMENT_COLUMNS
            + "WHERE namespace = ? AND workload_name = ? AND workload_kind = ? AND workload_group = ? AND status = 'deployed'";

    static final String DEPLOYED = DEPLOYMENT_COLUMNS + "WHERE status = 'deployed' ORDER BY id";

    static final String DEPLOYMENT_BY_NAME = DEPLOYMENT_COLUMNS + "WHERE environment_id = ? AND deployment_name = ?";

    static final String INSERT_DEPLOYMENT = """
            INSERT INTO deployment (environment_id, deployment_name, namespace, workload_group, workload_kind, workload_name,
                                    status, name, digest, version, metadata, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING id""";

    static final String UPDATE_DEPLOYMENT = """
            UPDATE deployment SET namespace = ?, workload_group = ?, workload_kind = ?, workload_name = ?,
                   status = ?, name = ?, digest = ?, version = ?, metadata = ?, changed_at = ?
            WHERE id = ?""";

    static final String SUPERSEDE_OLDER = """
            UPDATE outbox SET state = 'superseded', finished_at = ?
            WHERE deployment_id = ? AND state IN ('pending', 'parked', 'unattested', 'dead')""";

    static final String LEASED_ARTIFACT = """
            SELECT name, digest, version FROM outbox WHERE deployment_id = ? AND state = 'leased'""";

    static final String ENQUEUE = """
            INSERT INTO outbox (deployment_id, environment_id, status, name, digest, version, metadata,
                                state, enqueued_at, available_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)""";

    static final String CONTESTED_BY_WORKLOAD = """
            SELECT deployment_id FROM contested_name
            WHERE namespace = ? AND workload_name = ? AND workload_kind = ? AND workload_group = ?""";

    static final String CONTEST = """
            INSERT INTO contested_name (namespace, workload_name, workload_kind, workload_group, deployment_id, since)
            VALUES (?, ?, ?, ?, ?, ?)""";

    static final String STOP_CONTESTING = """
            DELETE FROM contested_name
            WHERE namespace = ? AND workload_name = ? AND workload_kind = ? AND workload_group = ? AND deployment_id = ?""";

    // The brake

    static final String BRAKE_HELD_SINCE = "SELECT max(held_since) FROM brake";

    static final String BRAKE_CONFIRMED_AT = "SELECT max(confirmed_at) FROM brake";

    static final String HOLD_BRAKE = """
            INSERT INTO brake (id, held_since, held, confirmed_at) VALUES (1, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET held_since = excluded.held_since, held = excluded.held,
                   confirmed_at = excluded.confirmed_at""";

    static final String CONFIRM_BRAKE = """
            INSERT INTO brake (id, confirmed_at) VALUES (1, ?)
            ON CONFLICT (id) DO UPDATE SET held_since = NULL, held = NULL, confirmed_at = excluded.confirmed_at""";

    static final String RELEASE_BRAKE = "DELETE FROM brake";

    // Statistics

    static final String DEPLOYED_BY_KIND = """
            SELECT workload_group, workload_kind, count(*) AS deployments
            FROM deployment WHERE status = 'deployed' GROUP BY workload_group, workload_kind""";

    // Retirement

    static final String RETIRED_SINCE = "SELECT max(since) FROM retirement";

    static final String RETIRE = "INSERT INTO retirement (id, since) VALUES (1, ?)";

    static final String END_RETIREMENT = "DELETE FROM retirement";

    static final String CLUSTERS = """
            SELECT DISTINCT e.cluster FROM deployment d JOIN environment e ON e.id = d.environment_id
            WHERE d.status = 'deployed' ORDER BY e.cluster""";

    /** Counts all deployments of a retirement, those not delivered yet, and those of the rest that cannot be delivered. */
    static final String RETIREMENT_PROGRESS = """
            SELECT count(*) AS total, coalesce(sum(open), 0) AS open, coalesce(sum(NOT open AND stuck), 0) AS stuck
            FROM (SELECT EXISTS (SELECT 1 FROM outbox o
                                 WHERE o.deployment_id = d.id AND o.state IN ('pending', 'leased')) AS open,
                         EXISTS (SELECT 1 FROM outbox o
                                 WHERE o.deployment_id = d.id AND o.state IN ('parked', 'unattested', 'dead')) AS stuck,
                         EXISTS (SELECT 1 FROM outbox o
                                 WHERE o.deployment_id = d.id AND o.status = 'decommissioned'
                                   AND o.enqueued_at >= ?) AS retired
                  FROM deployment d WHERE d.status = 'decommissioned')
            WHERE open OR stuck OR retired""";
}
