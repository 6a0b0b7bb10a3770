package io.deptracker.github;

import java.io.IOException;
import java.util.Optional;

/** Gives the token that authorizes a call. Safe for many threads. */
public interface Credential {
    /**
     * The token as it is now.
     *
     * @throws CredentialException if there is none to be had; the message says why, without the secret
     * @throws IOException if it could not be asked for just now
     */
    String token() throws CredentialException, IOException;

    /**
     * Checks what can be checked without a call.
     *
     * @throws CredentialException if there is none to be had; the message says why, without the secret
     */
    default void check() throws CredentialException {
        // A token in a setting was checked with the settings.
    }

    /** Returns what GitHub has stated that the credential may not do, for people; empty if nothing is known. */
    default Optional<String> lacks() {
        return Optional.empty();
    }

    /** Told that GitHub refused a token that was given before. */
    default void refused(String token) {
        // A token that was configured stays what it is until it is replaced.
    }
}
