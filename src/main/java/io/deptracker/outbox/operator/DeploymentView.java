package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as shown to operators.
 *
 * @param workload kind, namespace and name of its workload
 * @param contestedBy other workloads that render its name and could not have it; usually empty
 * @param cluster the state in the cluster and when it last changed
 * @param github the state that GitHub accepted last and when; null if it never accepted one
 * @param rows the deployment's rows, the newest first
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

    /** The state of a deployment in the cluster or at GitHub. */
    public record Said(String status, String image, String digest, Instant at) {}

    static DeploymentView read(Tx tx, ResultSet row) throws SQLException {
        return new DeploymentView(
                row.getString("deployment_name"),
                RowView.workload(row),
                RowView.contestedBy(tx, row.getLong("id")),
                row.getString("logical_environment"),
                row.getString("physical_environment"),
                row.getString("cluster"),
                state(row, "", "changed_at"),
                row.getString("accepted_status") == null ? null : state(row, "accepted_", "accepted_at"),
                tx.list(OperatorSql.ROWS_OF_DEPLOYMENT, rowOf -> RowView.read(tx, rowOf), row.getLong("id")));
    }

    private static Said state(ResultSet row, String prefix, String at) throws SQLException {
        return new Said(
                row.getString(prefix + "status"),
                RowView.image(row.getString(prefix + "name"), row.getString(prefix + "version")),
                row.getString(prefix + "digest"),
                Instant.ofEpochMilli(row.getLong(at)));
    }
}
