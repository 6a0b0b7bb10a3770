package io.deptracker.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row as people look at it.
 *
 * @param enqueuedAt since when it is owed
 * @param availableAt when it is due
 * @param parkedFor what it waits for, or waited for when it ended; null where it never did
 */
public record RowView(
        long id,
        String state,
        String deploymentName,
        String namespace,
        String status,
        String image,
        String digest,
        int attempts,
        Instant enqueuedAt,
        Instant availableAt,
        @Nullable String parkedFor,
        @Nullable Instant parkedSince,
        @Nullable Instant leaseExpiresAt,
        @Nullable Instant finishedAt,
        @Nullable String lastError) {

    static RowView read(ResultSet row) throws SQLException {
        return new RowView(
                row.getLong("id"),
                row.getString("state"),
                row.getString("deployment_name"),
                row.getString("namespace"),
                row.getString("status"),
                image(row.getString("name"), row.getString("version")),
                row.getString("digest"),
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("enqueued_at")),
                Instant.ofEpochMilli(row.getLong("available_at")),
                row.getString("parked_for"),
                Tx.instant(row, "parked_since"),
                Tx.instant(row, "lease_expires_at"),
                Tx.instant(row, "finished_at"),
                row.getString("last_error"));
    }

    static String image(String name, @Nullable String version) {
        return version == null ? name : name + ":" + version;
    }
}
