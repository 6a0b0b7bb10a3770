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
 * Ensures that one controller owns the outbox: a lock of the operating system on a file beside it, which ends with the
 * process however that dies. The file's text names the holder, and notes what is known of the outbox beside it.
 */
public final class HolderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HolderLock.class);
    private static final int TEXT_LIMIT = 512;

    /** What this process holds: to open and close a file again would let go its locks, which belong to the process. */
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
     * Takes the lock of an outbox that may be opened, or refuses at once. Nothing in the folder changes then; the lock file is
     * made if there is none, and {@link #sign} writes it.
     *
     * @throws OutboxException if it is held, in which case the message names the holder, or may not be opened
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
                // Nobody holds it, and what is refused gets no lock file.
                Preflight.check(outbox, LockText.NONE);
            }
            channel = open(file, real);
            // Only a byte far behind the text is locked, so that others can read who holds it.
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
     * The controller that holds the outbox now, as it named itself; empty where none does, or where this system does not
     * tell. The lock itself is left alone: to try it could make a controller fail that starts at that moment.
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
     * Checks whether a controller holds the outbox now, as far as this system tells.
     *
     * @throws OutboxException if the lock can't be read
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
            // A lock that nobody has made yet is a name in a folder, for which a full volume may have no room.
            if (Files.exists(file) || !DiskReserve.releaseIfFull(outbox)) {
                throw failed;
            }
            return open(file);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** The outbox's path without links, also before it is made. */
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

    /** Whether a controller before this one had an outbox here. */
    boolean wasOutbox() {
        return last.wasOutbox();
    }

    /** Names the holder, and the schema that it brings the outbox to. */
    void sign(String holder, String schema) {
        write(new LockText(holder, last.wasOutbox(), Optional.of(schema)));
    }

    /** Notes for those to come that there is an outbox here. */
    void mark(String holder, String schema) {
        write(new LockText(holder, true, Optional.of(schema)));
    }

    /** Never leaves the file empty: a kill in between must not take the mark along. */
    private void write(LockText now) {
        byte[] text = now.toString().getBytes(StandardCharsets.UTF_8);
        try {
            channel.write(ByteBuffer.wrap(text), 0);
            channel.truncate(text.length);
        } catch (IOException full) {
            // The lock holds without its text, which a full volume may not take.
            LOG.atWarn()
                    .addKeyValue("outbox", outbox)
                    .addKeyValue("error", full.getMessage())
                    .log("text of the lock file not written; a second controller may be shown an earlier holder");
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
