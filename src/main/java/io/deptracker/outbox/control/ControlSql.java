package io.deptracker.outbox.control;

/** The SQL statements on the gate, pauses and readable kinds. Instants are bound, never SQL's own. */
final class ControlSql {
    private ControlSql() {}

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

    // Readable kinds

    static final String READABLE_KINDS = "SELECT resource, namespace FROM readable_kind";

    static final String ADD_READABLE_KIND = """
            INSERT INTO readable_kind (resource, namespace) VALUES (?, ?) ON CONFLICT DO NOTHING""";

    // The gate

    static final String REQUEST_RELEASE = """
            INSERT INTO gate_release (id, requested_at) VALUES (1, ?)
            ON CONFLICT (id) DO UPDATE SET requested_at = excluded.requested_at""";

    static final String RELEASE_REQUESTS = "SELECT count(*) FROM gate_release";

    static final String TAKE_RELEASE = "DELETE FROM gate_release";

    static final String FORGET_RELEASE = "DELETE FROM gate_release WHERE requested_at < ?";
}
