package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Fuzzes a key's file and the base64 of one: each text is a key or is refused. */
class PrivateKeyFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void everyTextIsAKeyOrIsNone(byte[] input) {
        read(new String(input, StandardCharsets.UTF_8));
        read(Keys.pem("PRIVATE KEY", input));
        read(Keys.pem("RSA PRIVATE KEY", input));
    }

    private static void read(String text) {
        try {
            assertThat(PrivateKeyPem.read(text).getAlgorithm()).isEqualTo("RSA");
        } catch (GeneralSecurityException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
