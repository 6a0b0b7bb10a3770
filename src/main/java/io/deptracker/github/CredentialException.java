package io.deptracker.github;

import org.jspecify.annotations.Nullable;

/** Thrown if no credential is available. The message states why and never contains a secret. */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    public CredentialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
