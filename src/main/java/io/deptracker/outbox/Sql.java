package io.deptracker.outbox;

/** Every statement on the outbox, in the order of a row's life. Instants are always bound, never SQL's own. */
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

    // Lease

    /** Due, no row of its deployment in flight, and nobody asking for the attestation that it waits for. */
    private static final String MAY_GO = """
            WHERE o.state IN ('pending', 'parked') AND o.available_at <= ?
              AND NOT EXISTS (SELECT 1 FROM outbox l WHERE l.state = 'leased' AND l.deployment_id = o.deployment_id)
              AND NOT (o.parked_for IS 'attestation' AND EXISTS (
                  SELECT 1 FROM outbox l
                  WHERE l.state = 'leased' AND l.digest = o.digest AND l.parked_for = 'attestation'))
            """;

    /** The first row that may go out: it decides environment and size of the batch. */
    static final String FIRST_DUE = "SELECT o.environment_id, o.batch_limit FROM outbox o\n" + MAY_GO + """
            ORDER BY o.available_at, o.id LIMIT 1""";

    /** A batch's candidates; where others wait for the attestation of the digest, it says until when. */
    static final String DUE = """
            SELECT o.id, o.status, o.name, o.digest, o.version, o.metadata, o.attempts, o.batch_limit, o.enqueued_at,
                   o.parked_since, o.parked_for, o.parkings,
                   d.deployment_name,
                   e.logical_environment, e.physical_environment, e.cluster,
                   (SELECT max(p.available_at) FROM outbox p
                    WHERE p.digest = o.digest AND p.state IN ('pending', 'parked')
                      AND p.parked_for = 'attestation' AND p.available_at > ?) AS digest_parked_until
            FROM outbox o
            JOIN deployment d ON d.id = o.deployment_id
            JOIN environment e ON e.id = o.environment_id
            """ + MAY_GO + """
              AND o.environment_id = ? AND o.batch_limit IS ?
            ORDER BY o.available_at, o.id LIMIT ?""";

    static final String LEASE = """
            UPDATE outbox SET state = 'leased', lease_token = ?, lease_expires_at = ? WHERE id = ?""";

    static final String NEXT_DUE = """
            SELECT min(available_at) FROM outbox WHERE state IN ('pending', 'parked')""";

    // Settle: each checks the token of the lease

    static final String NEWER_ROWS = """
            SELECT count(*) FROM outbox o JOIN outbox n ON n.deployment_id = o.deployment_id AND n.id > o.id
            WHERE o.id = ?""";

    static final String DELIVER = """
            UPDATE outbox SET state = 'delivered', finished_at = ?, last_error = NULL,
                   lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String ACCEPTED = """
            UPDATE deployment SET accepted_status = o.status, accepted_name = o.name, accepted_digest = o.digest,
                   accepted_version = o.version, accepted_at = o.finished_at,
                   doubted_name = NULL, doubted_digest = NULL, doubted_version = NULL
            FROM outbox o WHERE o.id = ? AND deployment.id = o.deployment_id""";

    /** A farewell that was written while this row was in flight takes back what GitHub has accepted now. */
    static final String FAREWELL_OF_ACCEPTED = """
            UPDATE outbox SET name = a.name, digest = a.digest, version = a.version
            FROM outbox a
            WHERE a.id = ? AND a.status = 'deployed'
              AND outbox.deployment_id = a.deployment_id AND outbox.id > a.id
              AND outbox.state IN ('pending', 'parked') AND outbox.status = 'decommissioned'""";

    static final String IN_DOUBT = """
            UPDATE deployment SET doubted_name = o.name, doubted_digest = o.digest, doubted_version = o.version
            FROM outbox o
            WHERE o.id = ? AND o.lease_token = ? AND o.status = 'deployed' AND deployment.id = o.deployment_id""";

    static final String SUPERSEDE_LEASED = """
            UPDATE outbox SET state = 'superseded', finished_at = ?, lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String HAND_BACK = """
            UPDATE outbox SET state = CASE WHEN parked_since IS NULL THEN 'pending' ELSE 'parked' END,
                   available_at = ?, batch_limit = ?, last_error = coalesce(?, last_error),
                   lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String RETRY = """
            UPDATE outbox SET state = CASE WHEN parked_since IS NULL THEN 'pending' ELSE 'parked' END,
                   available_at = ?, batch_limit = ?, last_error = ?, attempts = attempts + 1,
                   lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String PARK = """
            UPDATE outbox SET state = 'parked', available_at = ?, last_error = ?,
                   parkings = CASE WHEN parked_for IS ? THEN parkings + 1 ELSE 1 END,
                   parked_since = CASE WHEN parked_for IS ? THEN parked_since ELSE ? END, parked_for = ?,
                   batch_limit = NULL, lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String FINISH = """
            UPDATE outbox SET state = ?, finished_at = ?, last_error = ?, lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    /** The others that wait for the same attestation, or are about to ask for it, wait with the one that asked. */
    static final String PARK_DIGEST = """
            UPDATE outbox SET state = 'parked', available_at = ?, last_error = ?,
                   parked_since = CASE WHEN parked_for = 'attestation' THEN parked_since ELSE ? END,
                   parked_for = 'attestation'
            WHERE digest = ? AND status = 'deployed' AND state IN ('pending', 'parked') AND available_at < ?
              AND (parked_for IS NULL OR parked_for = 'attestation')""";

    /** The others that have waited as long give up with the one that asked. */
    static final String GIVE_UP_DIGEST = """
            UPDATE outbox SET state = 'unattested', finished_at = ?, last_error = ?
            WHERE digest = ? AND status = 'deployed' AND state IN ('pending', 'parked')
              AND parked_for = 'attestation' AND parked_since <= ?""";

    static final String PARK_UNASKED = """
            UPDATE outbox SET state = 'parked', available_at = ?, parked_since = ?, parked_for = 'attestation'
            WHERE id = ?""";

    static final String RELEASE_DIGEST = """
            UPDATE outbox SET state = 'pending', available_at = ?, parked_since = NULL, parked_for = NULL, parkings = 0
            WHERE digest = ? AND state IN ('pending', 'parked') AND parked_for = 'attestation'""";

    /** An unattested row is its deployment's newest: a newer one would have superseded it. */
    static final String RELEASE_UNATTESTED = """
            UPDATE outbox SET state = 'pending', available_at = ?, finished_at = NULL,
                   parked_since = NULL, parked_for = NULL, parkings = 0
            WHERE digest = ? AND state = 'unattested' AND status = 'deployed'""";

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
