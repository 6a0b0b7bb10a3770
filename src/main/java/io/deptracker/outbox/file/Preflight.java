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
 * The checks of a start before it changes anything: the file is an outbox, is writable and is not newer than this program.
 * Must run before SQLite opens the file and never afterwards: closing a file releases all locks of this process on it.
 */
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private Preflight() {}

    /**
     * Rejects a file that this program may not open; changes nothing.
     *
     * @param last the text of the lock file, written by earlier controllers
     * @throws OutboxException if the file is not an outbox or is newer than this program
     * @throws IOException if it cannot be written
     */
    static void check(Path path, LockText last) throws IOException, SQLException {
        if (Files.exists(path)) {
            CorruptionCheck.refuseForeign(path, last.wasOutbox());
            // Closed at once: opening it fails with the system's reason if it is not writable.
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

    /** Rejects an unreadable file of a later SQLite: unlike a corrupt one it is not rebuilt, which would lose its rows. */
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
