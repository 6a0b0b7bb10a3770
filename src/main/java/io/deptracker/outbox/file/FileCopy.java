package io.deptracker.outbox.file;

import io.deptracker.outbox.file.OpenProgress.Phase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.ProgressHandler;

/**
 * Copies an outbox as it stands at one moment, whatever its controller does at the same time. The copy gets its name only once
 * it is whole, marked as a copy and on the disk: a kill at any instruction leaves no copy without its mark. What a kill leaves
 * instead is removed by the next copy to the same folder.
 */
final class FileCopy {
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final int REPORT_EVERY_STEPS = 1_000_000;

    /** Begins the name of a copy that is not whole yet; the number of the process that writes it follows. */
    private static final String UNFINISHED = ".outbox-copy-";

    private FileCopy() {}

    /**
     * Writes a copy.
     *
     * @param copy where to; a file of that name is replaced if it can be
     * @throws OutboxException if it can't be written; then nothing is left of it
     */
    static void write(Path outbox, Path copy, boolean replace, OpenProgress.Listener progress) {
        Path folder = copy.toAbsolutePath().getParent();
        Path unfinished =
                copy.resolveSibling(UNFINISHED + ProcessHandle.current().pid());
        try {
            removeLeftovers(folder == null ? copy : folder);
            try {
                Files.createFile(unfinished, CompanionFiles.OWNER_ONLY);
                copyInto(unfinished, outbox, progress);
                mark(unfinished);
                force(unfinished, StandardOpenOption.WRITE);
                move(unfinished, copy, replace);
            } finally {
                CompanionFiles.delete(unfinished);
            }
            force(folder == null ? copy : folder, StandardOpenOption.READ);
        } catch (SQLException | IOException failed) {
            throw new OutboxException(
                    "%s can't be copied to %s: %s".formatted(outbox, copy, OutboxException.rootMessage(failed)),
                    failed);
        }
    }

    private static void copyInto(Path unfinished, Path outbox, OpenProgress.Listener progress) throws SQLException {
        long total = CompanionFiles.size(outbox);
        progress.progressed(Phase.COPYING, 0, total);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + outbox)) {
            try (var settings = connection.createStatement()) {
                settings.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
            }
            ProgressHandler.setHandler(connection, REPORT_EVERY_STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    progress.progressed(Phase.COPYING, Math.min(CompanionFiles.size(unfinished), total), total);
                    return 0;
                }
            });
            try (PreparedStatement vacuum = connection.prepareStatement(FileSql.COPY_INTO)) {
                vacuum.setString(1, unfinished.toString());
                vacuum.execute();
            } finally {
                ProgressHandler.clearHandler(connection);
            }
        }
    }

    /** A controller that starts from it can then post again what may have been overtaken since. */
    private static void mark(Path unfinished) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + unfinished);
                var statement = connection.createStatement()) {
            statement.execute(FileSql.MARK_COPY);
        }
    }

    private static void move(Path unfinished, Path copy, boolean replace) throws IOException {
        if (replace) {
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } else {
            // Fails where such a file has come in between.
            Files.move(unfinished, copy);
        }
    }

    private static void force(Path file, StandardOpenOption access) throws IOException {
        try (FileChannel written = FileChannel.open(file, access)) {
            written.force(true);
        }
    }

    /** Removes what processes that are gone had not finished. */
    private static void removeLeftovers(Path folder) throws IOException {
        List<Path> leftovers;
        try (Stream<Path> files = Files.list(folder)) {
            leftovers = files.filter(file -> isLeftover(file.getFileName().toString()))
                    .toList();
        }
        for (Path leftover : leftovers) {
            Files.deleteIfExists(leftover);
        }
    }

    private static boolean isLeftover(String name) {
        if (!name.matches("\\" + UNFINISHED + "\\d{1,18}(-wal|-shm|-journal)?")) {
            return false;
        }
        long process = Long.parseLong(name.substring(UNFINISHED.length()).replaceFirst("-.*", ""));
        return process == ProcessHandle.current().pid()
                || ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
    }
}
