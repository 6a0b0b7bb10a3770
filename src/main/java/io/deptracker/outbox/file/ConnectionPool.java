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

/** A pool of connections to one file, with equal settings. Safe for many threads. */
final class ConnectionPool implements AutoCloseable {
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);
    private static final int JOURNAL_LIMIT_BYTES = 16 << 20;

    private final Path path;
    private final HikariDataSource connections;

    private ConnectionPool(Path path, HikariDataSource connections) {
        this.path = path;
        this.connections = connections;
    }

    /** Opens a pool of one connection that writes. */
    static ConnectionPool writer(String name, Path path, Host host) {
        return open(name, path, 1, false, host);
    }

    /** Opens a pool of connections that read. */
    static ConnectionPool readers(String name, Path path, int size, Host host) {
        return open(name, path, size, true, host);
    }

    /**
     * Opens a pool of one connection that cannot write, not even the log back into the file: the last writer to close the
     * file does that.
     */
    static ConnectionPool onlooker(String name, Path path, Host host) {
        var sqlite = new SQLiteConfig();
        sqlite.setReadOnly(true);
        sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        HikariConfig config = config(name, path, sqlite, host);
        config.setReadOnly(true);
        config.setMaximumPoolSize(1);
        return new ConnectionPool(path, new HikariDataSource(config));
    }

    private static ConnectionPool open(String name, Path path, int size, boolean readOnly, Host host) {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        sqlite.enforceForeignKeys(true);
        sqlite.setJournalSizeLimit(JOURNAL_LIMIT_BYTES);
        // A transaction that reads before it writes could fail half-way (SQLITE_BUSY_SNAPSHOT); the writer locks at
        // once.
        sqlite.setTransactionMode(
                readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);

        HikariConfig config = config(name, path, sqlite, host);
        config.setMaximumPoolSize(size);
        config.setConnectionInitSql("PRAGMA query_only = " + readOnly);
        return new ConnectionPool(path, new HikariDataSource(config));
    }

    private static HikariConfig config(String name, Path path, SQLiteConfig sqlite, Host host) {
        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + path);
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(host.connections().apply(source));
        config.setMaxLifetime(0);
        return config;
    }

    /** Runs work in one transaction; any exception rolls it back. */
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

    /** Writes the write-ahead log back into the file and truncates it. */
    void writeBack() throws SQLException {
        try (Connection connection = connections.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** Returns the data source, for libraries that manage their own connections. */
    DataSource source() {
        return connections;
    }

    void measure(MeterRegistry registry) {
        connections.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
    }

    /**
     * Rolls back; evicts the connection if that fails. On a full volume SQLite rolls back by itself and then reports that
     * there is no transaction, but the driver assumes that it is still in one: every later statement would be committed
     * alone.
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
