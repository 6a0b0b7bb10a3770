package io.deptracker.outbox.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first bytes of an SQLite file (https://www.sqlite.org/fileformat.html, 1.3). They are read without SQLite so that another
 * program's file stays unchanged: opening it would already turn on its write-ahead log.
 */
final class FileHeader {
    /** "dtrk": the PRAGMA application_id of an outbox. */
    static final int APPLICATION_ID = 0x6474726b;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 100;
    private static final int APPLICATION_ID_AT = 68;
    private static final int PAGE_SIZE_AT = 16;
    private static final int WRITE_VERSION_AT = 18;
    private static final int SCHEMA_COOKIE_AT = 40;
    private static final int READ_VERSION_AT = 19;
    private static final int PAYLOAD_FRACTIONS_AT = 21;
    private static final int SCHEMA_FORMAT_AT = 44;
    private static final int ROLLBACK_JOURNAL = 1;

    /** The latest format version that this program's SQLite reads. */
    private static final int WRITE_AHEAD_LOG = 2;

    private static final int SCHEMA_FORMAT = 4;
    private static final byte[] PAYLOAD_FRACTIONS = {64, 32, 32};

    private FileHeader() {}

    /** Returns whether a file is marked as an outbox. */
    static boolean isMarkedOutbox(Path file) throws IOException {
        byte[] header = read(file);
        return header.length == LENGTH && ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT) == APPLICATION_ID;
    }

    /**
     * Returns why a file that is not empty is not an outbox. Returns empty if it is marked as one, or if it never held
     * anything because its first start was killed.
     */
    static Optional<String> foreign(Path file) throws IOException {
        byte[] header = read(file);
        if (header.length < LENGTH || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.of(file + " is not an SQLite file; it was left as it is: set OUTBOX_PATH to another path");
        }
        int applicationId = ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT);
        boolean neverHeldAnything = applicationId == 0 && neverHeldAnything(ByteBuffer.wrap(header), Files.size(file));
        return applicationId == APPLICATION_ID || neverHeldAnything
                ? Optional.empty()
                : Optional.of(("%s is an SQLite file of another program (application_id %d); "
                                + "it was left as it is: set OUTBOX_PATH to another path")
                        .formatted(file, applicationId));
    }

    /** Returns whether the header is intact and requires a later SQLite than this program's. */
    static boolean hasLaterFormat(Path file) throws IOException {
        byte[] header = read(file);
        if (!isMarkedOutbox(file) || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return false;
        }
        int fractionsEnd = PAYLOAD_FRACTIONS_AT + PAYLOAD_FRACTIONS.length;
        boolean whole = Arrays.equals(
                header, PAYLOAD_FRACTIONS_AT, fractionsEnd, PAYLOAD_FRACTIONS, 0, PAYLOAD_FRACTIONS.length);
        return whole
                && (header[READ_VERSION_AT] > WRITE_AHEAD_LOG
                        || ByteBuffer.wrap(header).getInt(SCHEMA_FORMAT_AT) > SCHEMA_FORMAT);
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LENGTH);
        }
    }

    private static boolean neverHeldAnything(ByteBuffer header, long size) {
        // With a write-ahead log, its content could be there.
        return size == header.getShort(PAGE_SIZE_AT)
                && header.get(WRITE_VERSION_AT) == ROLLBACK_JOURNAL
                && header.getInt(SCHEMA_COOKIE_AT) == 0;
    }
}
