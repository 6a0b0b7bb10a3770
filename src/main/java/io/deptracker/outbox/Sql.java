package io.deptracker.outbox;

/** The statements of intake, gate, brake and statistics. Instants are always bound, never SQL's own. */
final class Sql {
    private Sql() {}

    // Intake

    static final String ENVIRONMENT = """
            SELECT id FROM environment WHERE logical_environment = ? AND physical_environment = ? AND cluster = ?""";

    static final String INSERT_ENVIRONMENT = """
            INSERT INTO environment (logical_environment, physical_environment, cluster) VALUES (?, ?, ?) RETURNING id""";

    static final String WORKLOADS = """
            SELECT namespace, workload_group, workload_kind, workload_name FROM deployment WHERE status = 'deployed'
            UNION
            SELECT namespace, workload_group, workload_kind, workload_name FROM contested_name""";

    /** Sets the group of a workload that a file of an earlier version has without one. */
    static final String SET_GROUP = """
            UPDATE deployment SET workload_group = ?
            WHERE namespace = ? AND workload_name = ? AND workload_kind = ? AND workload_group = ''""";

    private static final String DEPLOYMENT_COLUMNS = """
            SELECT id, environment_id, deployment_name, namespace, workload_group, workload_kind, workload_name, status,
                   name, digest, version, metadata,
                   accepted_status, accepted_name, accepted_digest, accepted_version,
                   doubted_name, doubted_digest, doubted_version
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

    // The gate

    static final String GATE = "SELECT reason, detail, shut_since, shut_until, faults FROM gate";

    static final String SHUT_GATE = """
            INSERT INTO gate (id, reason, detail, shut_since, shut_until, faults) VALUES (1, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, detail = excluded.detail,
                   shut_since = excluded.shut_since, shut_until = excluded.shut_until, faults = excluded.faults""";

    static final String OPEN_GATE = "DELETE FROM gate";

    static final String PAUSE = "SELECT reason, since FROM pause";

    static final String BEGIN_PAUSE = """
            INSERT INTO pause (id, reason, since) VALUES (1, ?, ?)
            ON CONFLICT (id) DO UPDATE SET reason = excluded.reason""";

    static final String END_PAUSE = "DELETE FROM pause";

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

    // Kinds that could be read

    static final String READABLE_KINDS = "SELECT resource, namespace FROM readable_kind";

    static final String ADD_READABLE_KIND = """
            INSERT INTO readable_kind (resource, namespace) VALUES (?, ?) ON CONFLICT DO NOTHING""";

    // Statistics

    static final String DEPLOYED_BY_KIND = """
            SELECT workload_group, workload_kind, count(*) AS deployments
            FROM deployment WHERE status = 'deployed' GROUP BY workload_group, workload_kind""";

    /** Unlike a constant, it needs the file. */
    static final String PING = "SELECT count(*) FROM sqlite_schema";
}
