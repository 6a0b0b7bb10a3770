package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from a path to an open outbox: lock, check, rebuild, upgrade. Until the lock is held nothing in the folder changes, and
 * a kill between any two steps leaves what the next start can open.
 */
final class OutboxOpener {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxOpener.class);
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int READERS = 2;

    private OutboxOpener() {}

    /** See {@link OutboxFile#open}. */
    static OutboxFile open(
            Path path, RowCheck rowCheck, OpenProgress.Listener progress, NetworkVolume.Types fileSystems) {
        HolderLock lock = null;
        OutboxWriter writer = null;
        try {
            makeFolder(path);
            String holder = holder();
            lock = HolderLock.take(path, holder);
            // Only from here on does anything change, besides a lock file where there was none.
            DiskReserve.releaseIfFull(path);
            String schema = Migrations.latest().getVersion();
            lock.sign(holder, schema);
            makeFile(path);
            boolean network = NetworkVolume.check(path, fileSystems);
            // Its bytes are read before SQLite opens it, and never again: to close the file would let go SQLite's own
            // locks.
            Recovery.recoverIfCorrupt(path, lock.wasOutbox(), CLOCK, rowCheck, progress);
            if (!FileHeader.saysOutbox(path)) {
                NewFile.initialize(path);
            }
            writer = OutboxWriter.open(path, CLOCK);
            Migrations.run(path, writer.pool().source(), progress);
            var file =
                    new OutboxFile(path, network, lock, writer, ConnectionPool.readers("outbox-reader", path, READERS));
            lock.mark(holder, schema);
            acceptCopy(file);
            return file;
        } catch (IOException | SQLException | RuntimeException failed) {
            closeQuietly(writer, failed);
            closeQuietly(lock, failed);
            throw failed instanceof OutboxException clear
                    ? clear
                    : new OutboxException(
                            "%s can't be opened: %s; is the volume mounted and writable for this user?"
                                    .formatted(path, OutboxException.rootMessage(failed)),
                            failed);
        }
    }

    /** A copy may have missed what GitHub accepted since it was made: what stands is posted again. */
    private static void acceptCopy(OutboxFile file) {
        if (file.<Long>write(tx -> tx.number(FileSql.IS_COPY)) != OutboxFile.COPY) {
            return;
        }
        int rows = file.write(tx -> {
            int posted = tx.update(FileSql.POST_ALL_AGAIN, CLOCK.instant());
            tx.pragma(FileSql.TOUCH);
            return posted;
        });
        LOG.atWarn()
                .addKeyValue("outbox", file.path())
                .addKeyValue("rows", rows)
                .log("the outbox is a copy: what it had told GitHub is told again, in case it missed something since");
    }

    private static void makeFolder(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    private static void makeFile(Path path) throws IOException {
        if (!Files.exists(path)) {
            // SQLite gives its log and index files the permissions of the database.
            Files.createFile(path, CompanionFiles.OWNER_ONLY);
        }
    }

    private static String holder() {
        String host = System.getenv("HOSTNAME");
        return "process %d%s".formatted(ProcessHandle.current().pid(), host == null ? "" : " on " + host);
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
}
