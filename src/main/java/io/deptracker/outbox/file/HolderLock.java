package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that lets only one controller own the outbox: a lock of the operating system on a file next to it, released when the
 * process ends in any way. The file's text names the holder and records facts about the outbox. Not safe for concurrent use.
 */
public final class HolderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HolderLock.class);
    private static final int TEXT_LIMIT = 512;

    /** The outboxes that this process holds: opening and closing a lock file again would release the process's locks. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final Path SYSTEM_LOCKS = Path.of("/proc/locks");

    private final Path outbox;
    private final FileChannel channel;
    private final LockText last;

    private HolderLock(Path outbox, FileChannel channel, LockText last) {
        this.outbox = outbox;
        this.channel = channel;
        this.last = last;
    }

    /**
     * Takes the lock of an outbox that this program may open; never waits. Creates the lock file if it is missing and changes
     * nothing else; {@link #sign} writes its text.
     *
     * @throws OutboxException if the lock is held, with the holder's name, or if the outbox may not be opened
     */
    static HolderLock take(Path outbox, String holder) throws IOException, SQLException {
        Path real = real(outbox);
        if (!HELD_HERE.add(real)) {
            throw inUse(outbox, holder);
        }
        FileChannel channel = null;
        try {
            Path file = CompanionFiles.of(real, ".lock");
            if (!Files.exists(file)) {
                // No process holds it; a rejected file gets no lock file.
                Preflight.check(outbox, LockText.NONE);
            }
            channel = open(file, real);
            // Only a byte far behind the text is locked, so that other processes can read the holder's name.
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                throw inUse(outbox, text(channel).holder());
            }
            LockText last = text(channel);
            Preflight.check(outbox, last);
            return new HolderLock(real, channel, last);
        } catch (IOException | SQLException | RuntimeException failed) {
            HELD_HERE.remove(real);
            if (channel != null) {
                channel.close();
            }
            throw failed;
        }
    }

    /**
     * Returns the name of the controller that holds the outbox; empty if there is none or if this system does not list its
     * locks. Never tries the lock itself: a controller that starts at that moment would fail.
     */
    public static Optional<String> currentHolder(Path outbox) throws IOException {
        Path lock = outbox.toRealPath().resolveSibling(outbox.getFileName() + ".lock");
        if (!Files.exists(lock) || !Files.isReadable(SYSTEM_LOCKS)) {
            return Optional.empty();
        }
        Object inode = Files.getAttribute(lock, "unix:ino");
        try (Stream<String> locks = Files.lines(SYSTEM_LOCKS)) {
            boolean held = locks.anyMatch(line -> line.contains(":" + inode + " ") && line.contains(" WRITE "));
            return held ? Optional.of(LockText.parse(Files.readString(lock)).holder()) : Optional.empty();
        }
    }

    /**
     * Checks whether a controller holds the outbox; returns false if this system does not list its locks.
     *
     * @throws OutboxException if the lock cannot be read
     */
    public static boolean isHeld(Path outbox) {
        try {
            return currentHolder(outbox).isPresent();
        } catch (IOException unreadable) {
            throw new OutboxException(
                    "%s: its lock can't be read: %s".formatted(outbox, unreadable.getMessage()), unreadable);
        }
    }

    private static FileChannel open(Path file, Path outbox) throws IOException {
        try {
            return open(file);
        } catch (IOException failed) {
            // A new lock file needs an entry in the folder, for which a full volume may have no space.
            if (Files.exists(file) || !DiskReserve.releaseIfFull(outbox)) {
                throw failed;
            }
            return open(file);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Returns the outbox's path without links, even before the file is created. */
    private static Path real(Path outbox) throws IOException {
        if (Files.exists(outbox)) {
            return outbox.toRealPath();
        }
        Path absolute = outbox.toAbsolutePath();
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
    }

    private static OutboxException inUse(Path outbox, String holder) {
        return new OutboxException("%s is in use by %s: only one controller may own an outbox; stop the other one"
                .formatted(outbox, holder));
    }

    private static LockText text(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(TEXT_LIMIT);
        int read = channel.read(buffer, 0);
        return LockText.parse(read <= 0 ? "" : new String(buffer.array(), 0, read, StandardCharsets.UTF_8));
    }

    /** Returns whether an earlier controller had an outbox here. */
    boolean wasOutbox() {
        return last.wasOutbox();
    }

    /** Writes the holder's name and the schema to which it upgrades the outbox. */
    void sign(String holder, String schema) {
        write(new LockText(holder, last.wasOutbox(), Optional.of(schema)));
    }

    /** Records for later controllers that there is an outbox here. */
    void mark(String holder, String schema) {
        write(new LockText(holder, true, Optional.of(schema)));
    }

    /** Writes the text before it truncates the file: a kill in between must not remove the mark. */
    private void write(LockText now) {
        byte[] text = now.toString().getBytes(StandardCharsets.UTF_8);
        try {
            channel.write(ByteBuffer.wrap(text), 0);
            channel.truncate(text.length);
        } catch (IOException full) {
            // The lock is effective without its text, for which a full volume may have no space.
            LOG.atWarn()
                    .addKeyValue("outbox", outbox)
                    .addKeyValue("error", full.getMessage())
                    .log("text of the lock file not written; a second controller may report an earlier holder");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(outbox);
        }
    }
}
