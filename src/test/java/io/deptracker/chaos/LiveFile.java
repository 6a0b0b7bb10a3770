package io.deptracker.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Read access to the file of a running controller, as any other process may have. Closing it leaves everything
 * unchanged.
 */
final class LiveFile implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;

    LiveFile(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
        statement = connection.createStatement();
    }

    long number(String sql) throws SQLException {
        try (ResultSet found = statement.executeQuery(sql)) {
            return found.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
