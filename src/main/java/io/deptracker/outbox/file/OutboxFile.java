package io.deptracker.outbox.file;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQLite file of what is owed, owned by one controller at a time. One connection writes and two read; every committed
 * transaction is on the disk (synchronous=FULL). Safe for many threads.
 */
public final class OutboxFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);
    private static final InstantSource CLOCK = InstantSource.system();

    /** What a copy says of itself (PRAGMA user_version): it may have missed what GitHub was told since. */
    static final int COPY = 1;

    /**
     * Why nothing can be written.
     *
     * @param what SQLite's words
     * @param since since when
     * @param damaged whether the file is torn, which a start mends
     */
    public record WriteFault(String what, Instant since, boolean damaged) {}

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
     * Opens the outbox, made with its folder if there is none, and brings its schema up to date. A torn one is set aside, and
     * what can be read of it is carried over.
     *
     * @param path the file
     * @param rowCheck decides which rows of a corrupt file are carried over
     * @param progress receives how far it is: to check, rebuild or upgrade a large file takes minutes
     * @throws OutboxException if it is held by another controller, is not an outbox, is newer than this program, or can't be
     *     written; what was there is left untouched
     */
    public static OutboxFile open(Path path, RowCheck rowCheck, OpenProgress.Listener progress) {
        return OutboxOpener.open(path, rowCheck, progress, NetworkVolume.Types.SYSTEM);
    }

    /**
     * Opens an outbox for reading, whether or not a controller holds it.
     *
     * @throws OutboxException if there is none, or its schema is not this program's; the file stays unchanged
     */
    public static OutboxFile openReadOnly(Path path) {
        return openWithoutLock(path, true);
    }

    /**
     * Opens an outbox for short changes, whether or not a controller holds it.
     *
     * @throws OutboxException if there is none, or its schema is not this program's; the file stays unchanged
     */
    public static OutboxFile openShared(Path path) {
        return openWithoutLock(path, false);
    }

    private static OutboxFile openWithoutLock(Path path, boolean readOnly) {
        ConnectionPool pool = null;
        try {
            requireOutbox(path);
            pool = readOnly
                    ? ConnectionPool.onlooker("outbox-reader", path)
                    : ConnectionPool.writer("outbox-writer", path);
            Migrations.requireCurrent(path, pool.source());
            return new OutboxFile(path, false, null, new OutboxWriter(path, pool, CLOCK), pool);
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

    /** Refuses what no controller has made. */
    static void requireOutbox(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new OutboxException(
                    path + " does not exist: give the outbox by OUTBOX_PATH or --outbox; a controller makes it");
        }
        if (!Files.isRegularFile(path)) {
            throw new OutboxException(path + " is no file");
        }
        if (Files.size(path) > 0) {
            FileHeader.foreign(path).ifPresent(why -> {
                throw new OutboxException(why);
            });
        }
        if (!FileHeader.saysOutbox(path)) {
            throw new OutboxException(path + " is empty: no controller has begun with it yet");
        }
    }

    /**
     * Runs work in one write transaction; whatever it throws undoes it. Where the volume is full, room is made and the work is
     * run once more.
     */
    public <T extends @Nullable Object> T write(Tx.Work<T> work) {
        return writer.write(work);
    }

    /** Tries again where the last write failed, and lays up room for the next time. */
    public void tend() {
        writer.tend();
    }

    /** Why nothing can be written; empty where the last write that changed something worked. */
    public Optional<WriteFault> writeFault() {
        return writer.fault();
    }

    /** How many torn files were set aside beside this one, and are still there. */
    public int setAsideFiles() {
        return CompanionFiles.setAside(path).size();
    }

    /** Runs work in one read transaction: everything it reads is of one moment. */
    public <T extends @Nullable Object> T read(Tx.Work<T> work) {
        return readers.run(work);
    }

    /**
     * Returns that the file, its log or its lock was removed or replaced while it is open; empty if all are in place, or if that
     * can't be seen.
     */
    public Optional<String> displaced() {
        return identities.stream()
                .flatMap(identity -> identity.displaced().stream())
                .findFirst();
    }

    /** Whether the database is there and answers; throws what is wrong if not. */
    public void ping() {
        displaced().ifPresent(fault -> {
            throw new OutboxException(fault);
        });
        read(tx -> tx.number(FileSql.PING));
    }

    /** The bytes of the database file itself. */
    public long fileBytes() {
        return CompanionFiles.size(path);
    }

    /** The bytes of the write-ahead log beside it. */
    public long walBytes() {
        return CompanionFiles.size(CompanionFiles.of(path, "-wal"));
    }

    /** Whether the file is on a network file system, on which SQLite's locks can't be relied on. */
    public boolean isOnNetworkVolume() {
        return network;
    }

    /** Registers the meters of the connection pools. */
    public void measure(MeterRegistry registry) {
        writer.pool().measure(registry);
        readers.measure(registry);
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
            readers.close();
            return;
        }
        readers.close();
        try {
            writer.pool().writeBack();
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
}
