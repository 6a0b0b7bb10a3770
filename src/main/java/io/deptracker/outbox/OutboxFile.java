package io.deptracker.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite file of what is owed, owned by one controller at a time. One connection writes and two read; every committed
 * transaction is on the disk (synchronous=FULL). Safe for many threads.
 */
public final class OutboxFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);
    private static final int READERS = 2;
    private static final int JOURNAL_LIMIT_BYTES = 16 << 20;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileIdentity identity;
    private final @Nullable HolderLock lock;
    private final HikariDataSource writer;
    private final HikariDataSource readers;

    OutboxFile(Path path, @Nullable HolderLock lock, HikariDataSource writer, HikariDataSource readers) {
        this.path = path;
        this.identity = FileIdentity.of(path);
        this.lock = lock;
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens the outbox, made with its folder if there is none, and brings its schema up to date.
     *
     * @param path the file
     * @throws OutboxException if it is held by another controller, is not an outbox, is newer than this program, or can't be
     *     written; what was there is left untouched
     */
    public static OutboxFile open(Path path) {
        HolderLock lock = null;
        HikariDataSource writer = null;
        try {
            createIfMissing(path);
            lock = HolderLock.take(path, holder());
            // Read before SQLite opens it, and never again: to close the file would let go SQLite's own locks.
            boolean founded = FileHeader.saysOutbox(path);
            if (!founded || Files.exists(beside(path, "-journal"))) {
                found(path);
            }
            writer = pool("outbox-writer", path, 1, false);
            Migrations.run(path, writer);
            return new OutboxFile(path, lock, writer, pool("outbox-reader", path, READERS, true));
        } catch (IOException | SQLException | RuntimeException failed) {
            closeQuietly(writer, failed);
            closeQuietly(lock, failed);
            throw failed instanceof OutboxException clear
                    ? clear
                    : new OutboxException(
                            "%s can't be opened: %s; is the volume mounted and writable for this user?"
                                    .formatted(path, rootMessage(failed)),
                            failed);
        }
    }

    /** Runs work in one write transaction; whatever it throws undoes it. */
    <T extends @Nullable Object> T write(Tx.Work<T> work) {
        return within(writer, work);
    }

    /** Runs work in one read transaction: everything it reads is of one moment. */
    <T extends @Nullable Object> T read(Tx.Work<T> work) {
        return within(readers, work);
    }

    /** Whether the database is there and answers; throws what is wrong if not. */
    public void ping() {
        identity.requireInPlace();
        read(tx -> tx.number(Sql.PING));
    }

    /** The bytes of the database file itself. */
    public long fileBytes() {
        return size(path);
    }

    /** The bytes of the write-ahead log beside it. */
    public long walBytes() {
        return size(beside(path, "-wal"));
    }

    /** Registers the meters of the connection pools. */
    public void measure(MeterRegistry registry) {
        var trackers = new MicrometerMetricsTrackerFactory(registry);
        writer.setMetricsTrackerFactory(trackers);
        readers.setMetricsTrackerFactory(trackers);
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Writes the log back into the file, and lets the next controller have it. */
    @Override
    public void close() {
        HolderLock held = lock;
        if (held == null) {
            // The log is its owner's.
            writer.close();
            return;
        }
        readers.close();
        try (Connection connection = writer.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException failed) {
            // Nothing is lost: the next start reads the log.
            LOG.atWarn().addKeyValue("outbox", path).setCause(failed).log("the log could not be written back");
        }
        writer.close();
        try {
            held.close();
        } catch (IOException failed) {
            LOG.atWarn().addKeyValue("outbox", path).setCause(failed).log("the lock could not be let go");
        }
    }

    private <T extends @Nullable Object> T within(HikariDataSource pool, Tx.Work<T> work) {
        try (Connection connection = pool.getConnection()) {
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
            throw new OutboxException("%s: %s".formatted(path, rootMessage(failed)), failed);
        }
    }

    private static void rollBack(Connection connection, Throwable failed) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    static HikariDataSource pool(String name, Path path, int size, boolean readOnly) {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
        sqlite.enforceForeignKeys(true);
        sqlite.setJournalSizeLimit(JOURNAL_LIMIT_BYTES);
        // A read that later writes could be refused half-way (SQLITE_BUSY_SNAPSHOT); the writer locks from the start.
        sqlite.setTransactionMode(
                readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);

        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + path);
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMaxLifetime(0);
        config.setConnectionInitSql("PRAGMA query_only = " + readOnly);
        return new HikariDataSource(config);
    }

    private static void createIfMissing(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(path)) {
            // SQLite gives its log and index files the permissions of the database.
            Files.createFile(path, OWNER_ONLY);
        }
    }

    /**
     * Writes what can only be said of a file while it is empty. An earlier start may have been killed in the midst of that:
     * SQLite then undoes what a journal is left of, so only it can tell what there is.
     */
    private static void found(Path path) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            try (ResultSet held = statement.executeQuery(Sql.PING)) {
                if (held.getInt(1) > 0) {
                    return;
                }
            }
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA application_id = " + FileHeader.APPLICATION_ID);
        }
    }

    private static String holder() {
        String host = System.getenv("HOSTNAME");
        return "process %d%s".formatted(ProcessHandle.current().pid(), host == null ? "" : " on " + host);
    }

    private static Path beside(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException failed) {
            throw new OutboxException(file + ": " + failed.getMessage(), failed);
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable open, Exception failed) {
        if (open != null) {
            try {
                open.close();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }

    static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
