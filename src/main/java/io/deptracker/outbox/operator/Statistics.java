package io.deptracker.outbox.operator;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import io.deptracker.record.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The numbers of rows and deployments in the outbox, counted in one read transaction. Safe for many threads. */
public final class Statistics {
    /** All reasons why a deployment's record at GitHub can differ from the cluster. */
    public static final List<String> REASONS = List.of(
            "pending", "parked_attestation", "parked_permission", "dead", "unattested", "discarded", "nothing_owed");

    /** The states of rows that are being delivered and wait for no outside condition. */
    private static final Set<RowState> ON_THEIR_WAY = Set.of(RowState.PENDING, RowState.LEASED);

    /**
     * The counts of one snapshot.
     *
     * @param rows the number of rows by state; contains every state
     * @param oldestPendingAge the age of the oldest row that is leased or pending, including one that backs off; zero if
     *     there is none
     * @param deployments the number of deployments by status; contains both
     * @param differing the number of deployments whose record at GitHub differs from the cluster, by reason; contains every
     *     reason
     * @param lastAccepted when GitHub last accepted a record; empty if it never did
     */
    public record Counts(
            Map<RowState, Long> rows,
            Duration oldestPendingAge,
            Map<Status, Long> deployments,
            Map<String, Long> differing,
            Optional<Instant> lastAccepted) {
        /** Returns the number of rows in the backlog. */
        public long owed() {
            return rows.entrySet().stream()
                    .filter(count -> count.getKey().isOwed())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    private record Count(String word, long rows) {
        static Count read(ResultSet row) throws SQLException {
            return new Count(row.getString(1), row.getLong("rows"));
        }
    }

    private record StateCount(RowState state, long rows, Optional<Instant> owedSince) {
        static StateCount read(ResultSet row) throws SQLException {
            return new StateCount(
                    RowState.of(row.getString("state")),
                    row.getLong("rows"),
                    Optional.ofNullable(Tx.instant(row, "owed_since")));
        }
    }

    private final OutboxFile file;
    private final InstantSource clock;

    /**
     * Creates the statistics of an outbox.
     *
     * @param file the outbox
     * @param clock determines the age of rows
     */
    public Statistics(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Returns the current counts. */
    public Counts count() {
        return file.read(tx -> {
            List<StateCount> states = tx.list(StatisticsSql.ROWS_BY_STATE, StateCount::read);
            Map<RowState, Long> rows = zeros(List.of(RowState.values()));
            states.forEach(count -> rows.put(count.state(), count.rows()));
            Map<Status, Long> deployments = zeros(List.of(Status.values()));
            tx.list(StatisticsSql.DEPLOYMENTS_BY_STATUS, Count::read)
                    .forEach(count -> deployments.put(Status.of(count.word()), count.rows()));
            Map<String, Long> differing = zeros(REASONS);
            tx.list(StatisticsSql.DIFFERING_BY_REASON, Count::read)
                    .forEach(count -> differing.put(count.word(), count.rows()));
            return new Counts(
                    rows, oldestPendingAge(states), deployments, differing, tx.instant(StatisticsSql.LAST_ACCEPTED));
        });
    }

    private Duration oldestPendingAge(List<StateCount> states) {
        return states.stream()
                .filter(count -> ON_THEIR_WAY.contains(count.state()))
                .flatMap(count -> count.owedSince().stream())
                .map(written -> Duration.between(written, clock.instant()))
                // Not negative even if the clock was set back.
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private static <K> Map<K, Long> zeros(List<K> keys) {
        var counts = new HashMap<K, Long>();
        keys.forEach(key -> counts.put(key, 0L));
        return counts;
    }
}
