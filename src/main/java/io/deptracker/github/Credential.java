package io.deptracker.github;

import java.io.IOException;
import java.util.Optional;

/** A source of the token that authorizes a call. Safe for many threads. */
public interface Credential {
    /**
     * Returns the current token.
     *
     * @throws CredentialException if there is none; the message states why, without the secret
     * @throws IOException if it could not be requested now
     */
    String token() throws CredentialException, IOException;

    /**
     * Checks the credential as far as possible without a call.
     *
     * @throws CredentialException if there is none; the message states why, without the secret
     */
    default void check() throws CredentialException {
        // A token in a setting is checked with the settings.
    }

    /** Returns what the credential may not do according to GitHub, for people; empty if nothing is known. */
    default Optional<String> lacks() {
        return Optional.empty();
    }

    /** Reports a token that GitHub refused. */
    default void refused(String token) {
        // A configured token stays the same until it is replaced.
    }
}
