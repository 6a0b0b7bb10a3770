package io.deptracker.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The baseline of a comparison: plain JDBC on the outbox's own file, under the same pragmas. One statement, prepared
 * once, inserts rows of the outbox's width into a table without an index or a constraint, so nothing can write a row
 * for less.
 */
final class RawInserts implements AutoCloseable {
    private static final String INSERT = """
            INSERT INTO raw_row (deployment_id, environment_id, status, name, digest, version, metadata,
                                 state, enqueued_at, available_at, attempts, park_count)
            VALUES (?, 1, 'deployed', ?, ?, 'v1.0.1', ?, 'pending', ?, ?, 0, 0)""";

    private final Connection connection;
    private final PreparedStatement insert;
    private long rows;

    RawInserts(Path outbox) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + outbox);
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA synchronous = FULL");
        execute("CREATE TABLE raw_row AS SELECT * FROM outbox WHERE false");
        insert = connection.prepareStatement(INSERT);
    }

    /** Inserts that many rows, so many a transaction. */
    void insert(int count, int perTransaction) throws SQLException {
        connection.setAutoCommit(false);
        for (int n = 1; n <= count; n++) {
            insert.setLong(1, rows++);
            insert.setString(2, "ghcr.io/acme/shop-" + n);
            insert.setString(3, "sha256:%064x".formatted(rows));
            insert.setString(4, "{\"tags\":{\"team\":\"checkout\"},\"runtime_risks\":[\"internet-exposed\"]}");
            insert.setLong(5, System.currentTimeMillis());
            insert.setLong(6, System.currentTimeMillis());
            insert.executeUpdate();
            if (n % perTransaction == 0) {
                connection.commit();
            }
        }
        connection.setAutoCommit(true);
    }

    /** Writes the log back, so that no measurement pays for what another wrote; the log's file keeps its size. */
    void checkpoint() throws SQLException {
        execute("PRAGMA wal_checkpoint(RESTART)");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}
