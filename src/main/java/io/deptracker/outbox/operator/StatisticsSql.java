package io.deptracker.outbox.operator;

/** The SQL statements that count rows and deployments. */
public final class StatisticsSql {
    private StatisticsSql() {}

    /** Counts rows by state; for states of the backlog, also returns when the oldest row was added. */
    static final String ROWS_BY_STATE = """
            SELECT state, count(*) AS rows, NULL AS owed_since FROM outbox WHERE finished_at IS NOT NULL GROUP BY state
            UNION ALL
            SELECT state, count(*) AS rows, min(enqueued_at) AS owed_since
            FROM outbox WHERE state IN ('pending', 'parked') GROUP BY state
            UNION ALL
            SELECT state, count(*) AS rows, min(enqueued_at) AS owed_since FROM outbox WHERE state = 'leased' GROUP BY state""";

    static final String DEPLOYMENTS_BY_STATUS = "SELECT status, count(*) AS rows FROM deployment GROUP BY status";

    /** Counts deployments whose record at GitHub differs from the cluster, by reason. */
    public static final String DIFFERING_BY_REASON = "SELECT reason, count(*) AS rows FROM difference GROUP BY reason";

    /** Returns when GitHub last accepted a record; null if it never did. */
    static final String LAST_ACCEPTED = "SELECT max(last_at) FROM acceptance";
}
