package io.deptracker.outbox.file;

import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What is the matter with the file where SQLite refuses: told apart by its result codes. */
enum SqliteFault {
    /** The volume has no room; a quota's end comes as a write that failed. */
    FULL,
    /** What is in the file is not what was written. */
    DAMAGED,
    /** The statement or its values are wrong, as where a row breaks a constraint: nothing is the matter with the file. */
    REFUSED,
    /** It can't be read or written for some other reason. */
    OTHER;

    private static final int PRIMARY = 0xff;

    /** What made that exception; empty where it was not SQLite. */
    static Optional<SqliteFault> of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause != null && !(cause instanceof SQLiteException)) {
            cause = cause.getCause();
        }
        return cause instanceof SQLiteException refused ? Optional.of(of(refused.getResultCode())) : Optional.empty();
    }

    /** What an operator can do about it; empty where it is no matter of the file or its volume. */
    Optional<String> advice() {
        return switch (this) {
            case FULL ->
                Optional.of(
                        "the volume is full: enlarge it, or see what else is on it; work goes on once there is room");
            case DAMAGED -> Optional.of("the file is corrupt: a restart sets it aside and rebuilds it");
            case OTHER -> Optional.of("see the volume, its mount and its permissions");
            case REFUSED -> Optional.empty();
        };
    }

    private static SqliteFault of(SQLiteErrorCode code) {
        if (code == SQLiteErrorCode.SQLITE_IOERR_WRITE) {
            return FULL;
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ) {
            return DAMAGED;
        }
        int primary = code.code & PRIMARY;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return FULL;
        }
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return DAMAGED;
        }
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code || primary == SQLiteErrorCode.SQLITE_ERROR.code
                ? REFUSED
                : OTHER;
    }
}
