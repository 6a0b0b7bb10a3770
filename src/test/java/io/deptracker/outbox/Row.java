package io.deptracker.outbox;

import io.deptracker.outbox.file.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the outbox as stored in the file. */
public record Row(
        long id,
        String name,
        String status,
        @Nullable String version,
        String state,
        Instant availableAt,
        int attempts,
        @Nullable String parkedFor,
        @Nullable Instant parkedSince,
        int parkCount,
        @Nullable Integer batchLimit,
        @Nullable Instant finishedAt,
        @Nullable String lastError) {
    public static final String ALL = """
            SELECT o.*, d.deployment_name FROM outbox o JOIN deployment d ON d.id = o.deployment_id ORDER BY o.id""";

    public static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("id"),
                row.getString("deployment_name"),
                row.getString("status"),
                row.getString("version"),
                row.getString("state"),
                Instant.ofEpochMilli(row.getLong("available_at")),
                row.getInt("attempts"),
                row.getString("parked_for"),
                Tx.instant(row, "parked_since"),
                row.getInt("park_count"),
                Tx.integer(row, "batch_limit"),
                Tx.instant(row, "finished_at"),
                row.getString("last_error"));
    }

    /** Returns deployment, status, version and state in one line. */
    public String brief() {
        return "%s %s %s %s".formatted(name, status, version, state);
    }
}
