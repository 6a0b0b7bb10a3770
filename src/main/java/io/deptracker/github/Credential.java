package io.deptracker.github;

/** Gives the token that authorizes a call. Safe for many threads. */
public interface Credential {
    /**
     * The token as it is now.
     *
     * @throws CredentialException if there is none to be had; the message says why, without the secret
     */
    String token() throws CredentialException;
}
