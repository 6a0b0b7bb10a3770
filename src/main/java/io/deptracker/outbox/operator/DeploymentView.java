package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as people look at it.
 *
 * @param workload kind, namespace and name of what it belongs to
 * @param contestedBy other workloads that render its name, and could not have it; empty for most
 * @param cluster what the cluster says, and since when
 * @param github what GitHub accepted last, and when; null where it never did
 * @param rows its rows, the newest first
 */
public record DeploymentView(
        String deploymentName,
        String workload,
        List<String> contestedBy,
        String logicalEnvironment,
        String physicalEnvironment,
        String clusterName,
        Said cluster,
        @Nullable Said github,
        List<RowView> rows) {

    /** What is said of it. */
    public record Said(String status, String image, String digest, Instant at) {}

    static DeploymentView read(Tx tx, ResultSet row) throws SQLException {
        return new DeploymentView(
                row.getString("deployment_name"),
                RowView.workload(row),
                RowView.contestedBy(tx, row.getLong("id")),
                row.getString("logical_environment"),
                row.getString("physical_environment"),
                row.getString("cluster"),
                said(row, "", "changed_at"),
                row.getString("accepted_status") == null ? null : said(row, "accepted_", "accepted_at"),
                tx.list(OperatorSql.ROWS_OF_DEPLOYMENT, rowOf -> RowView.read(tx, rowOf), row.getLong("id")));
    }

    private static Said said(ResultSet row, String prefix, String at) throws SQLException {
        return new Said(
                row.getString(prefix + "status"),
                RowView.image(row.getString(prefix + "name"), row.getString(prefix + "version")),
                row.getString(prefix + "digest"),
                Instant.ofEpochMilli(row.getLong(at)));
    }
}
