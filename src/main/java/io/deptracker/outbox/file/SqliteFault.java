package io.deptracker.outbox.file;

import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The kind of an SQLite error, derived from its result code. */
enum SqliteFault {
    /** The volume is full. An exhausted quota is reported as a failed write. */
    FULL,
    /** The file's content is not what was written. */
    CORRUPT,
    /** The statement or its values are wrong, such as a violated constraint; the file is sound. */
    REFUSED,
    /** The file cannot be read or written for any other reason. */
    OTHER;

    private static final int PRIMARY = 0xff;

    /** Returns the kind of the SQLite error that caused an exception; empty if none did. */
    static Optional<SqliteFault> of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause != null && !(cause instanceof SQLiteException)) {
            cause = cause.getCause();
        }
        return cause instanceof SQLiteException refused ? Optional.of(of(refused.getResultCode())) : Optional.empty();
    }

    /** Returns advice for the operator; empty if neither the file nor its volume is at fault. */
    Optional<String> advice() {
        return switch (this) {
            case FULL ->
                Optional.of(
                        "the volume is full: enlarge it or remove other files from it; work continues once there is space");
            case CORRUPT -> Optional.of("the file is corrupt: a restart moves it aside and rebuilds it");
            case OTHER -> Optional.of("check the volume, its mount and its permissions");
            case REFUSED -> Optional.empty();
        };
    }

    private static SqliteFault of(SQLiteErrorCode code) {
        if (code == SQLiteErrorCode.SQLITE_IOERR_WRITE) {
            return FULL;
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ) {
            return CORRUPT;
        }
        int primary = code.code & PRIMARY;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return FULL;
        }
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return CORRUPT;
        }
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code || primary == SQLiteErrorCode.SQLITE_ERROR.code
                ? REFUSED
                : OTHER;
    }
}
