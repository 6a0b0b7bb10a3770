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
 * A transaction on the outbox. It runs statements with bound values; an {@link Instant} is bound as milliseconds since the
 * epoch. Every instance method throws {@link OutboxException} if a statement fails. Used by one thread, and only until the
 * work that received it returns.
 */
public final class Tx {
    /**
     * Work in one transaction; any exception rolls it back. It may run twice, so it has no effect outside the transaction.
     */
    public interface Work<T extends @Nullable Object> {
        /** Does the work; runs on the thread that asked for the transaction. */
        T in(Tx tx);
    }

    /** Converts the current row of a result set. */
    public interface Row<T> {
        /** Returns the value of the row; must not move the result set. */
        T read(ResultSet row) throws SQLException;
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final Path path;
    private final Connection connection;
    /** A batch runs the same few statements for each of its rows. They close when the connection returns to its pool. */
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Tx(Path path, Connection connection) {
        this.path = path;
        this.connection = connection;
    }

    /** Runs a change and returns the number of changed rows. */
    public int update(String sql, @Nullable Object... values) {
        return using(sql, statement -> {
            bind(statement, values);
            return statement.executeUpdate();
        });
    }

    /** Runs a change once for each list of values; it is prepared once. */
    public void updateEach(String sql, List<@Nullable Object[]> valueLists) {
        using(sql, statement -> {
            for (@Nullable Object[] values : valueLists) {
                bind(statement, values);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    /** Runs a pragma to its end, which may take many steps although it returns no rows. */
    public void pragma(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw refused(failed);
        }
    }

    /** Returns all rows of a query. */
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

    /** Returns the first row of a query; empty if it has none. */
    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) {
        return using(sql, statement -> {
            bind(statement, values);
            try (ResultSet results = statement.executeQuery()) {
                return results.next() ? Optional.of(row.read(results)) : Optional.empty();
            }
        });
    }

    /** Returns the number in the first column of the first row, which must exist. */
    public long number(String sql, @Nullable Object... values) {
        return first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    /** Returns the instant in the first column of the first row; empty if it is null or there is no row. */
    public Optional<Instant> instant(String sql, @Nullable Object... values) {
        return first(sql, row -> Optional.ofNullable(instant(row, 1)), values).flatMap(found -> found);
    }

    /** Returns the instant in a column of the current row. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        return instant(row, row.findColumn(column));
    }

    /** Returns the integer in a column of the current row. */
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
