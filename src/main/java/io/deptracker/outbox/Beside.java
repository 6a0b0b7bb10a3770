package io.deptracker.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** How a file is used beside the controller that owns it: without its lock, and never made or brought up to date. */
public final class Beside {
    private static final Path LOCKS = Path.of("/proc/locks");

    private Beside() {}

    /**
     * Opens an outbox to read in it.
     *
     * @throws OutboxException if there is none, or none of this program's schema; what was there is left untouched
     */
    public static OutboxFile read(Path path) {
        return open(path, true);
    }

    /** The same, to change rows of it, too. */
    public static OutboxFile act(Path path) {
        return open(path, false);
    }

    private static OutboxFile open(Path path, boolean readOnly) {
        ConnectionPool pool = null;
        try {
            requireOutbox(path);
            pool = readOnly
                    ? ConnectionPool.onlooker("outbox-reader", path)
                    : ConnectionPool.writer("outbox-writer", path);
            Migrations.requireCurrent(path, pool.source());
            return OutboxFile.beside(path, pool);
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
     * Copies the outbox as it stands at one moment, whatever the controller does meanwhile. The copy is an outbox itself.
     *
     * @param copy where to; must not exist
     * @throws OutboxException if it can't be written; then nothing is left of it
     */
    public static void backUp(Path outbox, Path copy) {
        try {
            requireOutbox(outbox);
            if (Files.exists(copy)) {
                throw new OutboxException(copy + " exists already: nothing is written over");
            }
        } catch (IOException unreadable) {
            throw new OutboxException(
                    "%s can't be read: %s".formatted(outbox, OutboxException.rootMessage(unreadable)), unreadable);
        }
        FileCopy.write(outbox, copy, false, OpenProgress.Listener.NONE);
    }

    /**
     * The controller that holds the outbox now, as it named itself; empty where none does, or where this system does not
     * tell. The lock itself is left alone: to try it could make a controller fail that starts at that moment.
     */
    public static Optional<String> holder(Path outbox) throws IOException {
        Path lock = outbox.toRealPath().resolveSibling(outbox.getFileName() + ".lock");
        if (!Files.exists(lock) || !Files.isReadable(LOCKS)) {
            return Optional.empty();
        }
        Object inode = Files.getAttribute(lock, "unix:ino");
        try (Stream<String> locks = Files.lines(LOCKS)) {
            boolean held = locks.anyMatch(line -> line.contains(":" + inode + " ") && line.contains(" WRITE "));
            return held ? Optional.of(LockText.parse(Files.readString(lock)).holder()) : Optional.empty();
        }
    }

    /**
     * Checks whether a controller holds the outbox now, as far as this system tells.
     *
     * @throws OutboxException if the lock can't be read
     */
    public static boolean isHeld(Path outbox) {
        try {
            return holder(outbox).isPresent();
        } catch (IOException unreadable) {
            throw new OutboxException(
                    "%s: its lock can't be read: %s".formatted(outbox, unreadable.getMessage()), unreadable);
        }
    }
}
