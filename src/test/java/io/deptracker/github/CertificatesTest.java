package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates TLS trusts. */
class CertificatesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void anUnknownServerIsTrustedByTheFileOnly() throws Exception {
        var certificate = new TestCertificate(folder);
        Path bundle = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
        try (var server = LocalServer.https(
                certificate.server(), LocalServer.always(200, "hello".getBytes(StandardCharsets.UTF_8)))) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> get(server.url(), null));
            assertThat(get(server.url(), bundle)).isEqualTo("hello");
        }
    }

    @Test
    void aCertificateOfAnotherIsNoHelp() throws Exception {
        var certificate = new TestCertificate(folder);
        Path other = Files.createDirectory(folder.resolve("other"));
        Path bundle = Files.writeString(folder.resolve("ca.pem"), new TestCertificate(other).pem());
        try (var server = LocalServer.https(certificate.server(), LocalServer.always(200, new byte[0]))) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> get(server.url(), bundle));
        }
    }

    @Test
    void theFileIsBesideTheSystemsCertificates() throws Exception {
        var certificate = new TestCertificate(folder);
        Path bundle = Files.writeString(
                folder.resolve("ca.pem"),
                certificate.pem() + new TestCertificate(Files.createDirectory(folder.resolve("b"))).pem());

        int system = systemCertificates();
        assertThat(system).isPositive();
        assertThat(HttpClients.anchors(bundle).size()).isEqualTo(system + 2);
    }

    @Test
    void oldProtocolsAreNotSpoken() throws Exception {
        try (HttpClient http = HttpClients.open(PATIENCE, null, List.of(), null)) {
            assertThat(http.sslParameters().getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(http.followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aFileWithoutACertificateIsSaidByItsName(String content) throws IOException {
        Path bundle = Files.writeString(folder.resolve("ca.pem"), content);

        assertThatIOException()
                .isThrownBy(() -> HttpClients.open(PATIENCE, null, List.of(), bundle))
                .withMessageStartingWith("CA_CERT_FILE: cannot use " + bundle + ": ");
    }

    @Test
    void aMissingFileIsSaidByItsName() {
        Path bundle = folder.resolve("missing.pem");

        assertThatIOException()
                .isThrownBy(() -> HttpClients.open(PATIENCE, null, List.of(), bundle))
                .withMessageStartingWith("CA_CERT_FILE: cannot use " + bundle + ": ")
                .withMessageContaining("NoSuchFile");
    }

    private static int systemCertificates() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .mapToInt(manager -> ((X509TrustManager) manager).getAcceptedIssuers().length)
                .sum();
    }

    private static String get(URI url, @Nullable Path bundle) throws IOException, InterruptedException {
        try (HttpClient http = HttpClients.open(PATIENCE, null, List.of(), bundle)) {
            return http.send(
                            HttpRequest.newBuilder(url).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
