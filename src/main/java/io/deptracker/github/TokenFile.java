package io.deptracker.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A token in a file. The file is read again for each call, so that a rotated Secret is used at once; a call costs far
 * more than a read.
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
                    "cannot read the token file: %s; check API_TOKEN_FILE".formatted(FileErrorText.of(failed)), failed);
        }
        if (token.isEmpty()) {
            throw new CredentialException("the token file is empty; check API_TOKEN_FILE", null);
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CredentialException(
                    "the token file contains something other than one token; check API_TOKEN_FILE", null);
        }
        return token;
    }
}
