package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of an outbox before its schema is upgraded, so that the earlier version of the program can run again. Its name
 * contains the schema to which the file is upgraded.
 */
final class UpgradeCopy {
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeCopy.class);

    /** The copies kept: one of the last upgrade and one more for a version that was skipped. */
    private static final int KEPT = 2;

    /** The space that must remain free in addition to the copy: the upgrade needs some, too. */
    private static final long MARGIN_BYTES = 16 << 20;

    private UpgradeCopy() {}

    /** Makes the copy. If that fails, the upgrade continues without it: the backlog matters more than the way back. */
    static void make(Path path, MigrationVersion current, MigrationVersion next, OpenProgress.Listener progress) {
        Path copy = CompanionFiles.beforeUpgrade(path, next);
        try {
            if (isEarlier(copy, current)) {
                LOG.atInfo().addKeyValue("copy", copy).log("upgrade of the outbox continues; its copy is kept");
                return;
            }
            long needed =
                    CompanionFiles.size(path) + CompanionFiles.size(CompanionFiles.of(path, "-wal")) + MARGIN_BYTES;
            long free = DiskReserve.usable(path);
            if (free < needed) {
                LOG.atWarn()
                        .addKeyValue("outbox", path)
                        .addKeyValue("free_bytes", free)
                        .addKeyValue("needed_bytes", needed)
                        .log(
                                "not enough space to copy the outbox before its upgrade; upgrading without a copy: an earlier version"
                                        + " needs one made with `backup`");
                return;
            }
            FileCopy.write(path, copy, true, progress);
            LOG.atInfo()
                    .addKeyValue("copy", copy)
                    .addKeyValue("schema", current)
                    .addKeyValue("upgraded_to", next)
                    .log("outbox copied before its upgrade; the copy is the way back to the earlier version");
            removeEarliest(path);
        } catch (IOException | OutboxException failed) {
            LOG.atWarn()
                    .addKeyValue("outbox", path)
                    .addKeyValue("error", OutboxException.rootMessage(failed))
                    .log(
                            "outbox not copied before its upgrade; upgrading without a copy: an earlier version needs one made"
                                    + " with `backup`");
        }
    }

    /** Returns whether an interrupted upgrade left a copy of an earlier schema. */
    private static boolean isEarlier(Path copy, MigrationVersion current) throws IOException {
        if (!Files.exists(copy)) {
            return false;
        }
        try {
            Optional<MigrationVersion> schema = SchemaHistory.read(copy);
            return schema.filter(current::isNewerThan).isPresent();
        } catch (SQLException unreadable) {
            LOG.atWarn()
                    .addKeyValue("copy", copy)
                    .addKeyValue("error", unreadable.getMessage())
                    .log("earlier copy of the outbox is unreadable; replacing it");
            return false;
        }
    }

    private static void removeEarliest(Path path) throws IOException {
        List<Path> copies = CompanionFiles.beforeUpgrade(path);
        for (Path copy : copies.subList(0, Math.max(0, copies.size() - KEPT))) {
            Files.deleteIfExists(copy);
            LOG.atInfo().addKeyValue("copy", copy).log("copy before an earlier upgrade removed");
        }
    }
}
