package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    private Path folder;

    private Path file;
    private TokenFile token;

    @BeforeEach
    void open() {
        file = folder.resolve("token");
        token = new TokenFile(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghs_one", "ghs_one\n", "ghs_one\r\n", " ghs_one \n\n"})
    void whiteSpaceAroundTheTokenIsNotPartOfIt(String content) throws Exception {
        Files.writeString(file, content);

        assertThat(token.token()).isEqualTo("ghs_one");
    }

    @Test
    void rotatedTokenIsUsedAtOnce() throws Exception {
        Files.writeString(file, "ghs_one");
        assertThat(token.token()).isEqualTo("ghs_one");

        Files.writeString(file, "ghs_two");

        assertThat(token.token()).isEqualTo("ghs_two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \t\n"})
    void emptyFileIsNoCredential(String content) throws IOException {
        Files.writeString(file, content);

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(token::token)
                .withMessage("the token file is empty; check API_TOKEN_FILE");
    }

    @Test
    void missingFileIsNoCredentialUntilItIsThere() throws Exception {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(token::token)
                .withMessage("cannot read the token file: no such file; check API_TOKEN_FILE");

        Files.writeString(file, "ghs_one");

        assertThat(token.token()).isEqualTo("ghs_one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghs_one\nghs_two", "ghs_one ghs_two", "ghs_öne", "ghs_\u0000one"})
    void fileOfMoreThanATokenIsRefusedWithoutSayingWhatIsInIt(String content) throws IOException {
        Files.writeString(file, content);

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(token::token)
                .withMessageContaining("something other than one token")
                .withMessageNotContainingAny("ghs_", file.toString());
    }

    @Test
    void fileThatIsNoTextIsNoCredential() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(token::token)
                .withMessage("cannot read the token file: it is not text; check API_TOKEN_FILE");
    }
}
