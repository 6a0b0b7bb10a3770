package io.deptracker.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The first bytes of an SQLite file (https://www.sqlite.org/fileformat.html, 1.3), read without SQLite so that a file that
 * is not ours stays as it is: opening it would already turn on its write-ahead log.
 */
final class FileHeader {
    /** "dtrk": what PRAGMA application_id says of an outbox. */
    static final int APPLICATION_ID = 0x6474726b;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int WRITE_VERSION_AT = 18;
    private static final int SCHEMA_COOKIE_AT = 40;
    private static final int APPLICATION_ID_AT = 68;
    private static final int ROLLBACK_JOURNAL = 1;

    private FileHeader() {}

    /**
     * Whether a file says that it is an outbox. One that is empty does not say so yet, nor does one that never held
     * anything: its first start was killed.
     *
     * @throws OutboxException if some other program made it
     */
    static boolean saysOutbox(Path file) throws IOException {
        byte[] header;
        try (InputStream in = Files.newInputStream(file)) {
            header = in.readNBytes(LENGTH);
        }
        if (header.length == 0) {
            return false;
        }
        if (header.length < LENGTH || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new OutboxException(
                    file + " is not an SQLite file; it was left as it is: set OUTBOX_PATH to another path");
        }
        int applicationId = ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT);
        if (applicationId == APPLICATION_ID) {
            return true;
        }
        if (applicationId == 0 && neverHeldAnything(ByteBuffer.wrap(header), Files.size(file))) {
            return false;
        }
        throw new OutboxException(("%s is an SQLite file of some other program (application_id %d); "
                        + "it was left as it is: set OUTBOX_PATH to another path")
                .formatted(file, applicationId));
    }

    private static boolean neverHeldAnything(ByteBuffer header, long size) {
        // With a write-ahead log, what it holds could stand there.
        return size == header.getShort(PAGE_SIZE_AT)
                && header.get(WRITE_VERSION_AT) == ROLLBACK_JOURNAL
                && header.getInt(SCHEMA_COOKIE_AT) == 0;
    }
}
