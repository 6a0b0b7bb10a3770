package io.deptracker.outbox.file;

import org.jspecify.annotations.Nullable;

/** The outbox file can't be used; the message names the file and says what to do. */
public final class OutboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    OutboxException(String message) {
        super(message);
    }

    /** What began it all, in words. */
    static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
