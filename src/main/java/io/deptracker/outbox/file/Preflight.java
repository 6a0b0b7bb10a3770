package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks that a start passes before it changes anything: whether the file is an outbox, may be written, and is not newer
 * than this program. To be called before SQLite has the file open, and never after: to close a file lets go all locks that
 * this process has on it.
 */
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private Preflight() {}

    /**
     * Refuses what this program may not open, and leaves all of it as it is.
     *
     * @param last what the lock file notes of the controllers before this one
     * @throws OutboxException if it is no outbox, or newer than this program
     * @throws IOException if it can't be written
     */
    static void check(Path path, LockText last) throws IOException, SQLException {
        if (Files.exists(path)) {
            CorruptionCheck.refuseForeign(path, last.wasOutbox());
            // Closed at once: only whether it can be opened matters, and the system says why not.
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
            refuseNewer(path, last);
        } else {
            CorruptionCheck.refuseOrphan(path, last.wasOutbox());
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    private static void refuseNewer(Path path, LockText last) throws IOException {
        MigrationVersion known = Migrations.latest();
        Optional<MigrationVersion> found;
        try {
            found = SchemaHistory.read(path);
        } catch (SQLException unreadable) {
            LOG.atDebug().addKeyValue("outbox", path).setCause(unreadable).log("schema history is unreadable");
            refuseUnknownFormat(path, last, known);
            return;
        }
        if (found.filter(version -> version.isNewerThan(known)).isPresent()) {
            throw new OutboxException(newer(path, "has schema " + found.get(), known));
        }
    }

    /** A corrupt file is repaired, one that only a later SQLite understands is not: that would lose what it holds. */
    private static void refuseUnknownFormat(Path path, LockText last, MigrationVersion known) throws IOException {
        Optional<MigrationVersion> written = last.schema().map(MigrationVersion::fromVersion);
        if (written.filter(version -> version.isNewerThan(known)).isPresent()) {
            throw new OutboxException(
                    newer(path, "can't be read, and by its lock file has schema " + written.get(), known));
        }
        if (written.isEmpty() && FileHeader.hasLaterFormat(path)) {
            throw new OutboxException(newer(path, "has a file format of a later SQLite", known));
        }
    }

    private static String newer(Path path, String what, MigrationVersion known) {
        return ("%s %s, which a newer version of this program wrote; this version knows schemas up to %s;"
                        + " it was left as it is: run that version or a later one, or go back to the copy that was made"
                        + " before the upgrade%s (see \"Going back to an earlier version\" in the runbook)")
                .formatted(
                        path,
                        what,
                        known,
                        CompanionFiles.beforeUpgrade(path).reversed().stream()
                                .findFirst()
                                .map(copy -> ", " + copy)
                                .orElse(""));
    }
}
