package io.deptracker.outbox.operator;

/** The statements that count what stands in the outbox. */
public final class StatisticsSql {
    private StatisticsSql() {}

    /** Counts rows by state; for those that are owed, also since when the oldest of them has been owed. */
    static final String ROWS_BY_STATE = """
            SELECT state, count(*) AS rows, NULL AS owed_since FROM outbox WHERE finished_at IS NOT NULL GROUP BY state
            UNION ALL
            SELECT state, count(*) AS rows, min(enqueued_at) AS owed_since
            FROM outbox WHERE state IN ('pending', 'parked') GROUP BY state
            UNION ALL
            SELECT state, count(*) AS rows, min(enqueued_at) AS owed_since FROM outbox WHERE state = 'leased' GROUP BY state""";

    static final String DEPLOYMENTS_BY_STATUS = "SELECT status, count(*) AS rows FROM deployment GROUP BY status";

    public static final String DIFFERING_BY_REASON = "SELECT reason, count(*) AS rows FROM difference GROUP BY reason";

    /** No row: GitHub never accepted a record. */
    static final String LAST_ACCEPTED = "SELECT max(last_at) FROM acceptance";
}
