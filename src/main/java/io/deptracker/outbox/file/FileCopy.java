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
 * A copier of an outbox: the copy is consistent even if the controller writes at the same time. The copy gets its name only
 * when it is complete, marked as a copy and on the disk: a kill at any instruction leaves no copy without its mark. The next
 * copy to the same folder removes an unfinished one.
 */
final class FileCopy {
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final int REPORT_EVERY_STEPS = 1_000_000;

    /** The prefix of the name of an unfinished copy, followed by the number of the process that writes it. */
    private static final String UNFINISHED = ".outbox-copy-";

    private FileCopy() {}

    /**
     * Writes a copy.
     *
     * @param copy the path of the copy
     * @param replace whether an existing file is replaced
     * @throws OutboxException if the copy cannot be written; then no part of it remains
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

    /** Marks the file as a copy, so that a controller that starts from it posts all records again. */
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
            // Fails if such a file was created since the check.
            Files.move(unfinished, copy);
        }
    }

    private static void force(Path file, StandardOpenOption access) throws IOException {
        try (FileChannel written = FileChannel.open(file, access)) {
            written.force(true);
        }
    }

    /** Removes the unfinished copies of processes that have ended. */
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
