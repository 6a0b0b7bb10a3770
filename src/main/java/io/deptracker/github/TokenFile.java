package io.deptracker.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A token in a file, read anew for each call: a rotated Secret is used at once, and a call costs far more than a read.
 */
public final class TokenFile implements Credential {
    private final Path file;

    public TokenFile(Path file) {
        this.file = file;
    }

    @Override
    public void check() throws CredentialException {
        var _ = token();
    }

    @Override
    public String token() throws CredentialException {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException failed) {
            throw new CredentialException(
                    "the token file can't be read: %s; see API_TOKEN_FILE".formatted(FileErrorText.of(failed)), failed);
        }
        if (token.isEmpty()) {
            throw new CredentialException("the token file is empty; see API_TOKEN_FILE", null);
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CredentialException(
                    "the token file holds something else than one token; see API_TOKEN_FILE", null);
        }
        return token;
    }
}
