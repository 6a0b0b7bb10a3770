package io.deptracker.outbox.file;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQLite file of the outbox, owned by one controller at a time. One connection writes and two read; every committed
 * transaction is on the disk (synchronous=FULL). Safe for many threads.
 */
public final class OutboxFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);

    /** The PRAGMA user_version of a copy: it may lack what GitHub accepted since it was made. */
    static final int COPY = 1;

    /**
     * The reason why nothing can be written.
     *
     * @param what SQLite's message
     * @param since the instant of the first failure
     * @param corrupt whether the file is corrupt, which the next start repairs
     */
    public record WriteFault(String what, Instant since, boolean corrupt) {}

    private final Path path;
    private final boolean network;
    private final List<FileIdentity> identities;
    private final @Nullable HolderLock lock;
    private final OutboxWriter writer;
    private final ConnectionPool readers;

    OutboxFile(Path path, boolean network, @Nullable HolderLock lock, OutboxWriter writer, ConnectionPool readers) {
        this.path = path;
        this.network = network;
        this.identities = FileIdentity.ofDatabase(path);
        this.lock = lock;
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens the outbox and upgrades its schema; creates it and its folder if they are missing. A corrupt file is moved aside
     * and its readable rows are carried over into a new one.
     *
     * @param path the file
     * @param rowCheck decides which rows of a corrupt file are carried over
     * @param progress receives the progress: checking, rebuilding or upgrading a large file takes minutes
     * @param host the clocks and connections
     * @throws OutboxException if the file is held by another controller, is not an outbox, is newer than this program, or
     *     cannot be written; then nothing in its folder is changed
     */
    public static OutboxFile open(Path path, RowCheck rowCheck, OpenProgress.Listener progress, Host host) {
        return OutboxOpener.open(path, rowCheck, progress, NetworkVolume.Types.SYSTEM, host);
    }

    /**
     * Opens an outbox for reading, whether or not a controller holds it.
     *
     * @throws OutboxException if the file is missing or its schema is not this program's; the file stays unchanged
     */
    public static OutboxFile openReadOnly(Path path) {
        return openWithoutLock(path, true);
    }

    /**
     * Opens an outbox for short changes, whether or not a controller holds it.
     *
     * @throws OutboxException if the file is missing or its schema is not this program's; the file stays unchanged
     */
    public static OutboxFile openShared(Path path) {
        return openWithoutLock(path, false);
    }

    private static OutboxFile openWithoutLock(Path path, boolean readOnly) {
        ConnectionPool pool = null;
        Host host = Host.system();
        try {
            requireOutbox(path);
            pool = readOnly
                    ? ConnectionPool.onlooker("outbox-reader", path, host)
                    : ConnectionPool.writer("outbox-writer", path, host);
            Migrations.requireCurrent(path, pool.source());
            return new OutboxFile(path, false, null, new OutboxWriter(path, pool, host), pool);
        } catch (IOException | RuntimeException failed) {
            if (pool != null) {
                pool.close();
            }
            throw failed instanceof OutboxException clear
                    ? clear
                    : new OutboxException(
                            "%s can't be opened: %s".formatted(path, OutboxException.rootMessage(failed)), failed);
        }
    }

    /** Rejects a path at which no controller has created an outbox. */
    static void requireOutbox(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new OutboxException(
                    path + " does not exist: set OUTBOX_PATH or --outbox to the outbox; a controller creates it");
        }
        if (!Files.isRegularFile(path)) {
            throw new OutboxException(path + " is not a regular file");
        }
        if (Files.size(path) > 0) {
            FileHeader.foreign(path).ifPresent(why -> {
                throw new OutboxException(why);
            });
        }
        if (!FileHeader.isMarkedOutbox(path)) {
            throw new OutboxException(path + " is empty: no controller has initialized it yet");
        }
    }

    /**
     * Runs work in one write transaction; any exception rolls it back. If the volume is full, frees space and runs the work a
     * second time.
     */
    public <T extends @Nullable Object> T write(Tx.Work<T> work) {
        return writer.write(work);
    }

    /** Retries a write if the last one failed, and replenishes the disk reserve. */
    public void tend() {
        writer.tend();
    }

    /** Returns why nothing can be written; empty if the last write that changed something succeeded. */
    public Optional<WriteFault> writeFault() {
        return writer.fault();
    }

    /** Returns the number of corrupt files that were moved aside and are still in the folder. */
    public int setAsideFiles() {
        return CompanionFiles.setAside(path).size();
    }

    /** Runs work in one read transaction: everything it reads is of one snapshot. */
    public <T extends @Nullable Object> T read(Tx.Work<T> work) {
        return readers.run(work);
    }

    /**
     * Returns which of the file, its log and its lock was removed or replaced while open; empty if all are in place or cannot
     * be checked.
     */
    public Optional<String> displaced() {
        return identities.stream()
                .flatMap(identity -> identity.displaced().stream())
                .findFirst();
    }

    /**
     * Checks that the database is in place and readable.
     *
     * @throws OutboxException if it is not
     */
    public void ping() {
        displaced().ifPresent(fault -> {
            throw new OutboxException(fault);
        });
        read(tx -> tx.number(FileSql.PING));
    }

    /** Returns the size of the database file in bytes, without its write-ahead log. */
    public long fileBytes() {
        return CompanionFiles.size(path);
    }

    /** Returns the size of the write-ahead log in bytes. */
    public long walBytes() {
        return CompanionFiles.size(CompanionFiles.of(path, "-wal"));
    }

    /** Returns whether the file is on a network file system, where SQLite's locks are not reliable. */
    public boolean isOnNetworkVolume() {
        return network;
    }

    /** Registers the meters of the connection pools. */
    public void measure(MeterRegistry registry) {
        writer.pool().measure(registry);
        readers.measure(registry);
    }

    /** Returns the path of the file. */
    public Path path() {
        return path;
    }

    /** Writes the log back into the file and releases the lock. */
    @Override
    public void close() {
        HolderLock held = lock;
        if (held == null) {
            // Only the holder writes the log back.
            readers.close();
            return;
        }
        readers.close();
        try {
            writer.pool().writeBack();
        } catch (SQLException failed) {
            // Nothing is lost: the next start reads the log.
            LOG.atWarn()
                    .addKeyValue("outbox", path)
                    .setCause(failed)
                    .log("write-ahead log not written back; the next start reads it");
        }
        writer.close();
        try {
            held.close();
        } catch (IOException failed) {
            LOG.atWarn()
                    .addKeyValue("outbox", path)
                    .setCause(failed)
                    .log("lock of the outbox not released; it ends with the process");
        }
    }
}
