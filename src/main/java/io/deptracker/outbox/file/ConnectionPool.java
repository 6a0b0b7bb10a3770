package io.deptracker.outbox.file;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Connections to one file, each set up alike. Safe for many threads. */
final class ConnectionPool implements AutoCloseable {
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);
    private static final int JOURNAL_LIMIT_BYTES = 16 << 20;

    private final Path path;
    private final HikariDataSource connections;

    private ConnectionPool(Path path, HikariDataSource connections) {
        this.path = path;
        this.connections = connections;
    }

    /** One connection that writes. */
    static ConnectionPool writer(String name, Path path) {
        return open(name, path, 1, false);
    }

    /** Connections that read. */
    static ConnectionPool readers(String name, Path path, int size) {
        return open(name, path, size, true);
    }

    /**
     * One connection that can't write, not even the log back into the file: whoever may write, and is the last to close the
     * file, does that.
     */
    static ConnectionPool onlooker(String name, Path path) {
        var sqlite = new SQLiteConfig();
        sqlite.setReadOnly(true);
        sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        HikariConfig config = config(name, path, sqlite);
        config.setReadOnly(true);
        config.setMaximumPoolSize(1);
        return new ConnectionPool(path, new HikariDataSource(config));
    }

    private static ConnectionPool open(String name, Path path, int size, boolean readOnly) {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        sqlite.enforceForeignKeys(true);
        sqlite.setJournalSizeLimit(JOURNAL_LIMIT_BYTES);
        // A read that later writes could be refused half-way (SQLITE_BUSY_SNAPSHOT); the writer locks from the start.
        sqlite.setTransactionMode(
                readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);

        HikariConfig config = config(name, path, sqlite);
        config.setMaximumPoolSize(size);
        config.setConnectionInitSql("PRAGMA query_only = " + readOnly);
        return new ConnectionPool(path, new HikariDataSource(config));
    }

    private static HikariConfig config(String name, Path path, SQLiteConfig sqlite) {
        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + path);
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaxLifetime(0);
        return config;
    }

    /** Runs work in one transaction; whatever it throws undoes it. */
    <T extends @Nullable Object> T run(Tx.Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(new Tx(path, connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failed) {
                rollBack(connection, failed);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new OutboxException("%s: %s".formatted(path, OutboxException.rootMessage(failed)), failed);
        }
    }

    /** Writes the write-ahead log back into the file, and gives its room back. */
    void writeBack() throws SQLException {
        try (Connection connection = connections.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** For what brings connections of its own ways along. */
    DataSource source() {
        return connections;
    }

    void measure(MeterRegistry registry) {
        connections.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
    }

    /**
     * SQLite itself rolls back where it meets a full volume, and then has no transaction to roll back: the driver goes on as
     * if there were one, so that every later statement would be committed alone. Such a connection is not used again.
     */
    private void rollBack(Connection connection, Throwable failed) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            connections.evictConnection(connection);
            failed.addSuppressed(alsoFailed);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
