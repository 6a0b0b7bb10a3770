package io.deptracker.outbox.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: statements with their values bound, instants as milliseconds. Used by one thread. Every method throws
 * {@link OutboxException} where the database refuses.
 */
public final class Tx {
    /** Work done within one transaction; what it throws rolls it back. */
    public interface Work<T extends @Nullable Object> {
        T in(Tx tx);
    }

    /** Reads the row that a result set stands on. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final Path path;
    private final Connection connection;
    /** A batch runs the same few for each of its rows. They close with the connection, which the transaction gives back. */
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Tx(Path path, Connection connection) {
        this.path = path;
        this.connection = connection;
    }

    /** Runs a change and says how many rows it touched. */
    public int update(String sql, @Nullable Object... values) {
        return using(sql, statement -> {
            bind(statement, values);
            return statement.executeUpdate();
        });
    }

    /** Runs one change for each list of values, prepared once. */
    public void updateEach(String sql, List<@Nullable Object[]> valueLists) {
        using(sql, statement -> {
            for (@Nullable Object[] values : valueLists) {
                bind(statement, values);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    /** Runs a pragma to its end, which may take many steps although it gives no rows. */
    public void pragma(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw refused(failed);
        }
    }

    public <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) {
        return using(sql, statement -> {
            bind(statement, values);
            var found = new ArrayList<T>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    found.add(row.read(results));
                }
            }
            return found;
        });
    }

    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) {
        return using(sql, statement -> {
            bind(statement, values);
            try (ResultSet results = statement.executeQuery()) {
                return results.next() ? Optional.of(row.read(results)) : Optional.empty();
            }
        });
    }

    /** The number in the first column of the first row. */
    public long number(String sql, @Nullable Object... values) {
        return first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    /** The instant in the first column of the first row, empty where that is null. */
    public Optional<Instant> instant(String sql, @Nullable Object... values) {
        return first(sql, row -> Optional.ofNullable(instant(row, 1)), values).flatMap(found -> found);
    }

    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        return instant(row, row.findColumn(column));
    }

    public static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : (Integer) value;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private <T> T using(String sql, Use<T> use) {
        try {
            return use.of(prepared(sql));
        } catch (SQLException failed) {
            throw refused(failed);
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private OutboxException refused(SQLException failed) {
        return new OutboxException(path + ": " + failed.getMessage(), failed);
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant instant ? (Object) instant.toEpochMilli() : value);
        }
    }
}
