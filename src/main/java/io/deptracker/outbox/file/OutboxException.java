package io.deptracker.outbox.file;

import org.jspecify.annotations.Nullable;

/** Thrown when the outbox file cannot be used. The message names the file and, if there is one, the remedy. */
public final class OutboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    OutboxException(String message) {
        super(message);
    }

    /** Returns the type and message of the root cause. */
    static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
