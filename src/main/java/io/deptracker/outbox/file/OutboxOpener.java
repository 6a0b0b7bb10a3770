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
 * The steps from a path to an open outbox: lock, check, rebuild, upgrade. Until the lock is held nothing in the folder
 * changes. After a kill between any two steps the next start can open the file.
 *
 * <h2>Design</h2>
 *
 * <p><b>Bytes before SQLite.</b> The header and the schema history are read before SQLite opens the file. Afterwards Java must
 * not open it: POSIX drops all locks of a process on a file when the process closes any handle of it.
 *
 * <p><b>Refusals first.</b> Everything that may refuse the file happens before the first change, so a refused start leaves the
 * folder as it was.
 *
 * <p><b>Renames, not repairs.</b> A corrupt file is moved aside, and a complete new one takes its name. After a kill between
 * any two steps the folder has either the old file or the complete new one.
 */
final class OutboxOpener {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxOpener.class);
    private static final int READERS = 2;

    private OutboxOpener() {}

    /** Opens an outbox as described at {@link OutboxFile#open}. */
    static OutboxFile open(
            Path path, RowCheck rowCheck, OpenProgress.Listener progress, NetworkVolume.Types fileSystems, Host host) {
        HolderLock lock = null;
        OutboxWriter writer = null;
        try {
            makeFolder(path);
            String holder = holder();
            lock = HolderLock.take(path, holder);
            // Before this line nothing changes, except that a missing lock file is created.
            DiskReserve.releaseIfFull(path);
            String schema = Migrations.latest().getVersion();
            lock.sign(holder, schema);
            makeFile(path);
            boolean network = NetworkVolume.check(path, fileSystems);
            // The file's bytes are read before SQLite opens it and never afterwards: closing the file would release
            // SQLite's own locks.
            Recovery.recoverIfCorrupt(path, lock.wasOutbox(), host, rowCheck, progress);
            if (!FileHeader.isMarkedOutbox(path)) {
                NewFile.initialize(path);
            }
            writer = OutboxWriter.open(path, host);
            Migrations.run(path, writer.pool().source(), progress);
            var file = new OutboxFile(
                    path, network, lock, writer, ConnectionPool.readers("outbox-reader", path, READERS, host));
            lock.mark(holder, schema);
            acceptCopy(file, host.clock());
            return file;
        } catch (IOException | SQLException | RuntimeException | Error failed) {
            closeQuietly(writer, failed);
            closeQuietly(lock, failed);
            if (failed instanceof Error fatal) {
                throw fatal;
            }
            throw failed instanceof OutboxException clear
                    ? clear
                    : new OutboxException(
                            "%s can't be opened: %s; is the volume mounted and writable for this user?"
                                    .formatted(path, OutboxException.rootMessage(failed)),
                            failed);
        }
    }

    /** Posts all current records again if the file is a copy, which may lack what GitHub accepted since it was made. */
    private static void acceptCopy(OutboxFile file, InstantSource clock) {
        if (file.<Long>write(tx -> tx.number(FileSql.IS_COPY)) != OutboxFile.COPY) {
            return;
        }
        int rows = file.write(tx -> {
            tx.update(FileSql.MAY_BE_ACCEPTED);
            int posted = tx.update(FileSql.POST_ALL_AGAIN, clock.instant());
            tx.pragma(FileSql.TOUCH);
            return posted;
        });
        LOG.atWarn()
                .addKeyValue("outbox", file.path())
                .addKeyValue("rows", rows)
                .log("outbox is a copy; its records are posted again, since GitHub may have accepted others after it");
    }

    private static void makeFolder(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    private static void makeFile(Path path) throws IOException {
        if (!Files.exists(path)) {
            // SQLite creates its log and index files with the permissions of the database.
            Files.createFile(path, CompanionFiles.OWNER_ONLY);
        }
    }

    private static String holder() {
        String host = System.getenv("HOSTNAME");
        return "process %d%s".formatted(ProcessHandle.current().pid(), host == null ? "" : " on " + host);
    }

    private static void closeQuietly(@Nullable AutoCloseable open, Throwable failed) {
        if (open != null) {
            try {
                open.close();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }
}
