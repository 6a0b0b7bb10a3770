package io.deptracker.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Old rows and deployments, put into a file that no controller holds, so that there is much to prune. */
final class OldRows {
    static final String NAMESPACE = "long-ago";
    static final int COUNT = 6000;

    private OldRows() {}

    static void add(Path file, int series) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("""
                    INSERT INTO environment (logical_environment, physical_environment, cluster)
                    VALUES ('staging', '', 'lab') ON CONFLICT DO NOTHING""");
            statement.executeUpdate("""
                    INSERT INTO deployment (environment_id, deployment_name, namespace, workload_kind, workload_name, status,
                                            name, digest, metadata, changed_at)
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                    SELECT (SELECT min(id) FROM environment), '%s/%d-' || i, '%s', 'Job', '%d-' || i, 'decommissioned',
                           'x', 'sha256:%s', '{}', 1
                    FROM n""".formatted(COUNT, NAMESPACE, series, NAMESPACE, series, "0".repeat(64)));
            statement.executeUpdate("""
                    INSERT INTO outbox (deployment_id, environment_id, status, name, digest, metadata, state,
                                        enqueued_at, available_at, finished_at)
                    SELECT id, environment_id, status, name, digest, metadata, 'delivered', 1, 1, 1
                    FROM deployment WHERE namespace = '%s'""".formatted(NAMESPACE));
            connection.commit();
        }
    }
}
