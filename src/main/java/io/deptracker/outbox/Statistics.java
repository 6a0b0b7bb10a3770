package io.deptracker.outbox;

import io.deptracker.record.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in the outbox, counted in one read transaction. */
public final class Statistics {
    /** Every state a row can be in. */
    public static final List<String> STATES =
            List.of("pending", "leased", "delivered", "superseded", "parked", "unattested", "dead");

    /**
     * The counts of one moment.
     *
     * @param rows rows by state; every state is there
     * @param oldestDue since when the row has been due that has been due the longest; empty where none is
     * @param deployments deployments by status; both are there
     */
    public record Counts(Map<String, Long> rows, Optional<Instant> oldestDue, Map<Status, Long> deployments) {
        /** How many rows are still to be delivered. */
        public long owed() {
            return rows.getOrDefault("pending", 0L) + rows.getOrDefault("leased", 0L) + rows.getOrDefault("parked", 0L);
        }
    }

    private record Count(String word, long rows) {
        static Count read(ResultSet row) throws SQLException {
            return new Count(row.getString(1), row.getLong("rows"));
        }
    }

    private final OutboxFile file;
    private final InstantSource clock;

    public Statistics(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Counts. */
    public Counts count() {
        return file.read(tx -> {
            var rows = new HashMap<String, Long>();
            STATES.forEach(state -> rows.put(state, 0L));
            tx.list(Sql.ROWS_BY_STATE, Count::read).forEach(count -> rows.put(count.word(), count.rows()));
            var deployments = new HashMap<Status, Long>();
            for (Status status : Status.values()) {
                deployments.put(status, 0L);
            }
            tx.list(Sql.DEPLOYMENTS_BY_STATUS, Count::read)
                    .forEach(count -> deployments.put(Status.of(count.word()), count.rows()));
            return new Counts(rows, tx.instant(Sql.OLDEST_DUE, clock.instant()), deployments);
        });
    }
}
