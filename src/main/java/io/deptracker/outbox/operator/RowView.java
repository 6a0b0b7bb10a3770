package io.deptracker.outbox.operator;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.file.Tx;
import io.deptracker.record.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as shown to operators.
 *
 * @param workload the workload that has the deployment name
 * @param contestedBy other workloads that render the deployment name; usually empty
 * @param enqueuedAt when the row was added to the backlog
 * @param availableAt when the row is due
 * @param parkedFor what the row waits for, or waited for when it ended; null if it never waited
 */
public record RowView(
        long id,
        RowState state,
        String deploymentName,
        String namespace,
        String workload,
        List<String> contestedBy,
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

    static RowView read(Tx tx, ResultSet row) throws SQLException {
        return new RowView(
                row.getLong("id"),
                RowState.of(row.getString("state")),
                row.getString("deployment_name"),
                row.getString("namespace"),
                workload(row),
                contestedBy(tx, row.getLong("deployment_id")),
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

    /** Returns the workload of a row with its four columns. */
    static String workload(ResultSet row) throws SQLException {
        return new Workload(
                        row.getString("namespace"),
                        row.getString("workload_group"),
                        row.getString("workload_kind"),
                        row.getString("workload_name"))
                .toString();
    }

    /** Returns the other workloads that render the name of a deployment. */
    static List<String> contestedBy(Tx tx, long deploymentId) {
        return tx.list(OperatorSql.CONTESTED_BY, RowView::workload, deploymentId);
    }

    static String image(String name, @Nullable String version) {
        return version == null ? name : name + ":" + version;
    }
}
