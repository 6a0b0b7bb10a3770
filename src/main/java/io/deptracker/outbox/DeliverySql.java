package io.deptracker.outbox;

/** The SQL statements that lease and settle rows, in the order of a row's life. Instants are bound, never SQL's own. */
public final class DeliverySql {
    private DeliverySql() {}

    // Lease

    /** Selects due rows whose deployment has no row in flight. */
    private static final String LEASABLE = """
            WHERE o.state IN ('pending', 'parked') AND o.available_at <= ?
              AND NOT EXISTS (SELECT 1 FROM outbox l WHERE l.state = 'leased' AND l.deployment_id = o.deployment_id)
            """;

    private static final String LONGEST_DUE = "ORDER BY o.available_at, o.id LIMIT ";

    /** Orders probes: a row that fails repeatedly must not be the one that every probe tries. */
    private static final String FEWEST_TRIES = "ORDER BY o.tries, o.available_at, o.id LIMIT ";

    private static final String COHORT = "SELECT o.environment_id, o.batch_limit FROM outbox o\n" + LEASABLE;

    /** Selects the first row that may be leased: it determines environment and size of the batch. */
    static final String FIRST_DUE = COHORT + LONGEST_DUE + "1";

    static final String FIRST_PROBE = COHORT + FEWEST_TRIES + "1";

    private static final String CANDIDATES = """
            SELECT o.id, o.status, o.name, o.digest, o.version, o.metadata, o.attempts, o.tries, o.batch_limit, o.enqueued_at,
                   o.accepted_at_fault, o.parked_since, o.parked_for,
                   iif(o.parked_for IS 'attestation', coalesce(m.asked, 0), o.park_count) AS park_count,
                   m.digest IS NOT NULL AS is_missing, d.deployment_name, d.accepted_status IS NOT NULL AS was_accepted,
                   e.logical_environment, e.physical_environment, e.cluster
            FROM outbox o
            JOIN deployment d ON d.id = o.deployment_id
            JOIN environment e ON e.id = o.environment_id
            LEFT JOIN missing_artifact m ON m.digest = o.digest
            """ + LEASABLE + "  AND o.environment_id = ?\n";

    /** Selects the candidates of a batch. */
    static final String DUE = CANDIDATES + "  AND o.batch_limit IS ?\n" + LONGEST_DUE + "?";

    static final String PROBES = CANDIDATES + FEWEST_TRIES + "?";

    static final String LEASE = """
            UPDATE outbox SET state = 'leased', lease_token = ?, lease_expires_at = ? WHERE id = ?""";

    /** Selects when the next waiting row is due, or the next digest is asked for. */
    public static final String NEXT_DUE = """
            SELECT min(at) FROM (
                SELECT min(available_at) AS at FROM outbox WHERE state IN ('pending', 'parked') AND available_at < ?
                UNION ALL
                SELECT min(ask_at) FROM missing_artifact)""";

    static final String ACCEPTANCE = "SELECT calls, last_at FROM acceptance WHERE id = 1";

    // Digests without an artifact

    static final String DUE_TO_ASK = "SELECT digest FROM missing_artifact WHERE ask_at <= ? ORDER BY ask_at LIMIT ?";

    /** Makes the row due that has waited the longest for a digest. */
    static final String OLDEST_ASKS = """
            UPDATE outbox SET available_at = ? WHERE id = (
                SELECT o.id FROM outbox o
                WHERE o.digest = ? AND o.state IN ('pending', 'parked') AND o.parked_for = 'attestation'
                ORDER BY o.parked_since, o.id LIMIT 1)""";

    static final String ASK_AT = "UPDATE missing_artifact SET ask_at = ? WHERE digest = ?";

    static final String MISSING = """
            INSERT INTO missing_artifact (digest, since, asked, ask_at) VALUES (?, ?, 1, ?)
            ON CONFLICT (digest) DO UPDATE SET asked = asked + 1, ask_at = excluded.ask_at""";

    static final String ANY_MISSING = "SELECT EXISTS (SELECT 1 FROM missing_artifact)";

    static final String ANY_UNATTESTED = """
            SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'unattested' AND finished_at IS NOT NULL)""";

    static final String FOUND = "DELETE FROM missing_artifact WHERE digest = ?";

    static final String FORGET_UNWANTED = """
            DELETE FROM missing_artifact WHERE digest = ?1 AND NOT EXISTS (
                SELECT 1 FROM outbox o
                WHERE o.digest = ?1 AND o.state IN ('pending', 'parked') AND o.parked_for = 'attestation')""";

    /** Parks due rows of a digest that is known to be missing: they wait with the others. */
    static final String PARK_UNASKED = """
            UPDATE outbox SET state = 'parked', available_at = ?, parked_since = ?, parked_for = 'attestation'
            WHERE id IN (
                SELECT o.id FROM outbox o
                WHERE o.digest = ? AND o.state IN ('pending', 'parked') AND o.state = 'pending'
                  AND o.status = 'deployed' AND o.parked_for IS NULL LIMIT ?)""";

    /** Gives up the rows of a digest that have waited as long as the one that asked. */
    static final String GIVE_UP_DIGEST = """
            UPDATE outbox SET state = 'unattested', finished_at = ?, last_error = ?
            WHERE digest = ? AND status = 'deployed' AND state IN ('pending', 'parked')
              AND parked_for = 'attestation' AND parked_since <= ?""";

    static final String RELEASE_DIGEST = """
            UPDATE outbox SET state = 'pending', available_at = ?, parked_since = NULL, parked_for = NULL, park_count = 0
            WHERE digest = ? AND state IN ('pending', 'parked') AND parked_for = 'attestation'""";

    /** Makes unattested rows due. Each is its deployment's newest: a newer one would have superseded it. */
    static final String RELEASE_UNATTESTED = """
            UPDATE outbox SET state = 'pending', available_at = ?, finished_at = NULL,
                   parked_since = NULL, parked_for = NULL, park_count = 0
            WHERE digest = ? AND state = 'unattested' AND status = 'deployed'""";

    // Release, after a refusal or fault that affected all rows has ended

    static final String RELEASE_PARKED = """
            UPDATE outbox SET state = 'pending', available_at = ?, parked_since = NULL, parked_for = NULL, park_count = 0, tries = 0
            WHERE state = 'parked' AND state IN ('pending', 'parked')""";

    static final String FORGET_MISSING = "DELETE FROM missing_artifact";

    /** Makes rows due whose last fault is newer than the last acceptance. */
    static final String RELEASE_FAULTED = """
            UPDATE outbox SET available_at = ?
            WHERE state = 'pending' AND state IN ('pending', 'parked') AND available_at > ?
              AND accepted_at_fault >= coalesce((SELECT calls FROM acceptance WHERE id = 1), 0)""";

    // Settle: each statement checks the token of the lease

    static final String NEWER_ROWS = """
            SELECT count(*) FROM outbox o JOIN outbox n ON n.deployment_id = o.deployment_id AND n.id > o.id
            WHERE o.id = ?""";

    static final String DELIVER = """
            UPDATE outbox SET state = 'delivered', finished_at = ?, last_error = NULL,
                   lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    /**
     * Stores the accepted record; schedules its confirmation if GitHub may store an older one, of an unclear call, after it. A
     * confirmation that is due ends with any acceptance, not when its row is enqueued: that row may be superseded.
     */
    static final String ACCEPTED = """
            UPDATE deployment SET accepted_status = o.status, accepted_name = o.name, accepted_digest = o.digest,
                   accepted_version = o.version, accepted_at = o.finished_at,
                   unconfirmed_name = NULL, unconfirmed_digest = NULL, unconfirmed_version = NULL,
                   confirm_at = CASE WHEN unclear_row < o.id AND unclear_at > ? THEN ?
                                     WHEN confirm_at > o.finished_at THEN confirm_at END
            FROM outbox o WHERE o.id = ? AND deployment.id = o.deployment_id""";

    static final String COUNT_ACCEPTANCE = """
            INSERT INTO acceptance (id, calls, last_at) VALUES (1, 1, ?)
            ON CONFLICT (id) DO UPDATE SET calls = calls + 1, last_at = excluded.last_at""";

    /** Sets the artifact of a decommission that was enqueued while this row was in flight to the one accepted now. */
    static final String DECOMMISSION_ACCEPTED = """
            UPDATE outbox SET name = a.name, digest = a.digest, version = a.version
            FROM outbox a
            WHERE a.id = ? AND a.status = 'deployed'
              AND outbox.deployment_id = a.deployment_id AND outbox.id > a.id
              AND outbox.state IN ('pending', 'parked') AND outbox.status = 'decommissioned'""";

    static final String MARK_UNCONFIRMED = """
            UPDATE deployment SET
                   unconfirmed_name = iif(o.status = 'deployed', o.name, unconfirmed_name),
                   unconfirmed_digest = iif(o.status = 'deployed', o.digest, unconfirmed_digest),
                   unconfirmed_version = iif(o.status = 'deployed', o.version, unconfirmed_version),
                   unclear_row = CASE WHEN unclear_at > ? THEN unclear_row ELSE o.id END, unclear_at = ?
            FROM outbox o WHERE o.id = ? AND o.lease_token = ? AND deployment.id = o.deployment_id""";

    static final String SUPERSEDE_LEASED = """
            UPDATE outbox SET state = 'superseded', finished_at = ?, lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String HAND_BACK = """
            UPDATE outbox SET state = CASE WHEN parked_since IS NULL THEN 'pending' ELSE 'parked' END,
                   available_at = ?, batch_limit = ?, last_error = coalesce(?, last_error), tries = tries + ?,
                   lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String RETRY = """
            UPDATE outbox SET state = CASE WHEN parked_since IS NULL THEN 'pending' ELSE 'parked' END,
                   available_at = ?, batch_limit = ?, last_error = ?, attempts = attempts + ?, tries = tries + 1,
                   accepted_at_fault = coalesce((SELECT calls FROM acceptance WHERE id = 1), 0),
                   lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String PARK = """
            UPDATE outbox SET state = 'parked', available_at = ?, last_error = ?, tries = tries + 1,
                   park_count = CASE WHEN parked_for IS ? THEN park_count + 1 ELSE 1 END,
                   parked_since = CASE WHEN parked_for IS ? THEN parked_since ELSE ? END, parked_for = ?,
                   batch_limit = NULL, lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    static final String FINISH = """
            UPDATE outbox SET state = ?, finished_at = ?, last_error = ?, lease_token = NULL, lease_expires_at = NULL
            WHERE id = ? AND lease_token = ?""";

    // Expired leases

    static final String EXPIRED_LEASES = """
            SELECT id, lease_token, batch_limit FROM outbox WHERE state = 'leased' AND lease_expires_at <= ?""";
}
