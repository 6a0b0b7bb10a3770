package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeyPemTest {
    @ParameterizedTest
    @MethodSource("forms")
    void everyFormIsTheSameKey(String text) throws Exception {
        assertThat(PrivateKeyPem.read(text)).isEqualTo(Keys.RSA.getPrivate());
    }

    static List<String> forms() {
        String pkcs1 = Keys.pkcs1(Keys.RSA);
        String pkcs8 = Keys.pkcs8(Keys.RSA);
        return List.of(
                pkcs8,
                pkcs1,
                pkcs8.replace("\n", "\r\n"),
                pkcs1.replace("\n", "\r\n"),
                pkcs1.strip(),
                "Bag Attributes\n    friendlyName: app\n" + pkcs8 + "\n# its end\n",
                "  " + pkcs1.replace("\n", "\n  "));
    }

    @Test
    void keysOfOtherLengthsAreRead() throws Exception {
        var long4096 = Keys.generate("RSA", 4096);

        assertThat(PrivateKeyPem.read(Keys.pkcs1(long4096))).isEqualTo(long4096.getPrivate());
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherTextsAreNoKeyAndNotQuoted(String text) {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> PrivateKeyPem.read(text))
                .satisfies(thrown -> assertThat(String.valueOf(thrown.getMessage()))
                        .isNotBlank()
                        .doesNotContain(Keys.pkcs1(Keys.RSA).substring(40, 60), "c2VjcmV0", "secret"));
    }

    static List<String> others() {
        String pkcs8 = Keys.pkcs8(Keys.RSA);
        var ec = Keys.generate("EC", 256);
        return List.of(
                "",
                "secret",
                Keys.pkcs8(ec),
                Keys.pem("EC PRIVATE KEY", ec.getPrivate().getEncoded()),
                Keys.pem("PUBLIC KEY", Keys.RSA.getPublic().getEncoded()),
                Keys.pem("ENCRYPTED PRIVATE KEY", Keys.RSA.getPrivate().getEncoded()),
                Keys.pem("PRIVATE KEY", "secret".getBytes(StandardCharsets.US_ASCII)),
                Keys.pem("RSA PRIVATE KEY", new byte[] {1}),
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0c\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                pkcs8.substring(0, pkcs8.length() / 2),
                pkcs8.substring(0, 400) + pkcs8.substring(500));
    }
}
