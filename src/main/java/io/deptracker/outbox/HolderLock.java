package io.deptracker.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that one controller owns the outbox: a lock of the operating system on a file beside it, which ends with the
 * process however that dies. The file's text names the holder, and says whether there was an outbox beside it: that tells
 * one that was destroyed from a file that was never ours.
 */
final class HolderLock implements AutoCloseable {
    private static final int TEXT_LIMIT = 512;
    private static final String MARK = "the file beside this one is an outbox";

    /** What this process holds: to open and close a file again would let go its locks, which belong to the process. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path outbox;
    private final FileChannel channel;
    private final String holder;
    private final boolean wasOutbox;

    private HolderLock(Path outbox, FileChannel channel, String holder, boolean wasOutbox) {
        this.outbox = outbox;
        this.channel = channel;
        this.holder = holder;
        this.wasOutbox = wasOutbox;
    }

    /**
     * Takes the lock of an outbox that exists, or refuses at once.
     *
     * @throws OutboxException if it is held; the message names the holder
     */
    static HolderLock take(Path outbox, String holder) throws IOException {
        Path real = outbox.toRealPath();
        if (!HELD_HERE.add(real)) {
            throw inUse(outbox, holder);
        }
        FileChannel channel = null;
        try {
            Path file = real.resolveSibling(real.getFileName() + ".lock");
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // Only a byte far behind the text is locked, so that others can read who holds it.
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                throw inUse(outbox, text(channel).lines().findFirst().orElse("another process"));
            }
            var lock = new HolderLock(real, channel, holder, text(channel).contains(MARK));
            lock.write(lock.wasOutbox);
            return lock;
        } catch (IOException | RuntimeException failed) {
            HELD_HERE.remove(real);
            if (channel != null) {
                channel.close();
            }
            throw failed;
        }
    }

    private static OutboxException inUse(Path outbox, String holder) {
        return new OutboxException("%s is in use by %s: only one controller may own an outbox; stop the other one"
                .formatted(outbox, holder));
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(TEXT_LIMIT);
        int read = channel.read(buffer, 0);
        return read <= 0 ? "" : new String(buffer.array(), 0, read, StandardCharsets.UTF_8).strip();
    }

    /** Whether a controller before this one had an outbox here. */
    boolean wasOutbox() {
        return wasOutbox;
    }

    /** Notes for those to come that there is an outbox here. */
    void mark() throws IOException {
        write(true);
    }

    /** Never leaves the file empty: whoever is killed meanwhile must not take the mark along. */
    private void write(boolean marked) throws IOException {
        byte[] text = (holder + "\n" + (marked ? MARK + "\n" : "")).getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(text), 0);
        channel.truncate(text.length);
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
