package io.deptracker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts count as secrets by their form, which do not, and what a message shows of them. */
class SecretTextTest {
    private static final String BODY = "MIIEowIBAAKCAQEAx0q7" + "aB3dE5fG7hJ9kLmN".repeat(20);
    private static final String PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + BODY + "\n-----END RSA PRIVATE KEY-----\n";

    @ParameterizedTest
    @MethodSource("secrets")
    void secretIsRecognizedWhateverIsAroundItAndNeverQuoted(String secret) {
        for (String around :
                new String[] {"%s", "\"%s\"", " '%s' ", "-kubeconfig=%s", "a,%s,b", "Unknown option: '%s'"}) {
            String text = around.formatted(secret);
            assertThat(SecretText.find(text).isPresent()).isTrue();
            String masked = SecretText.masked(text);
            assertThat(masked.contains("***")).isTrue();
            assertThat(secret.lines().anyMatch(line -> line.length() > 12 && masked.contains(line)))
                    .isFalse();
        }
    }

    static Stream<String> secrets() {
        String digits = "0123456789abcdefABCDEF0123456789abcd";
        return Stream.concat(
                Stream.of(
                        PEM,
                        PEM.replace("\n", "\\n"),
                        PEM.replace("\n", " "),
                        PEM.substring(0, 31),
                        BODY,
                        base64(PEM),
                        base64("\n\"" + PEM + "\""),
                        base64(PEM.replace("\n", "\\n")),
                        base64(base64(PEM)),
                        Base64.getMimeEncoder().encodeToString(PEM.getBytes(StandardCharsets.UTF_8)),
                        Base64.getUrlEncoder().encodeToString((PEM + "??>>").getBytes(StandardCharsets.UTF_8)),
                        base64("ghp_" + digits),
                        "0123456789abcdef0123456789abcdef01234567",
                        "v1.0123456789abcdef0123456789ABCDEF01234567",
                        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJtZSJ9.c2lnbmF0dXJl",
                        "https://me:s3cr3t-word@proxy.example.com:3128"),
                Stream.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_").map(prefix -> prefix + digits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/var/run/secrets/github/token",
                "/etc/ghp_token",
                "/keys/app.2026-01-01.private-key.pem",
                "/keys/MII/BEGIN/private-key",
                "/var/lib/kubelet/pods/3f0a1c1e-6c0c-4f9e-9a5c-0b7f6a2d1c11/volumes/kubernetes.io~secret/app/key.pem",
                "C:\\keys\\app.pem",
                "{{namespace}}/{{deploymentName}}/{{containerName}}",
                "ghcr.io/acme/*,docker.io/library/*",
                "production-eu-west-1",
                "arn:aws:eks:eu-west-1:123456789012:cluster/a-name-of-a-cluster-that-is-rather-long-and-has-Upper-Case",
                "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "http://proxy.example.com:3128",
                "https://github.example.com/api/v3",
                "app=web,tier!=test,track in (stable,beta)",
                "[5m, 30m, 2h, 6h, 24h]",
                "Iv23li4EaXample"
            })
    void whatSettingsHoldIsNone(String text) {
        assertThat(SecretText.find(text)).isEmpty();
        assertThat(SecretText.masked(text)).isEqualTo(text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
