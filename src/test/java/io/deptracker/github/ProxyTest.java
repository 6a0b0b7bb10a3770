package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.testing.TunnelProxy;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests go through a proxy and which around it. The proxy responds itself, for hosts that only it knows. */
class ProxyTest {
    private static final byte[] BY_PROXY = "by proxy".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DIRECT = "direct".getBytes(StandardCharsets.UTF_8);

    @SuppressWarnings("NullAway.Init") // before each test
    private LocalServer direct;

    @BeforeEach
    void start() throws IOException {
        direct = LocalServer.http(LocalServer.always(200, DIRECT));
    }

    @AfterEach
    void close() {
        direct.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.github.test/x", "HTTPS://api.github.test/x", "https://localhost/x"})
    void everythingThatIsEncryptedGoesThroughIt(String url) throws Exception {
        assertThat(chosen(List.of("other.test"), url).type()).isEqualTo(Proxy.Type.HTTP);
    }

    /** The proxy could read the request, with the token in it. */
    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/x", "HTTP://127.0.0.1/x", "http://github.tools.svc.cluster.local/x"})
    void plainHttpNeverGoesThroughIt(String url) throws Exception {
        assertThat(chosen(List.of(), url)).isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void plainHttpIsSentDirectly() throws Exception {
        try (var proxy = LocalServer.http(LocalServer.always(200, BY_PROXY))) {
            var address = URI.create("http://me:p%40ss@127.0.0.1:" + proxy.port());
            try (HttpClient http = HttpClients.open(Duration.ofSeconds(5), address, List.of(), null)) {
                assertThat(get(http, direct.url() + "/x")).isEqualTo("direct");
            }
            assertThat(proxy.visits()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, true",
        "LOCALHOST, localhost, true",
        "127.0.0.1, 127.0.0.1, true",
        "*, localhost, true",
        "localhost, api.localhost, true",
        ".localhost, api.localhost, true",
        "*.localhost, api.localhost, true",
        "ocalhost, localhost, false",
        "api.localhost, localhost, false",
        "other.test, localhost, false",
    })
    void exceptedHostsGoAroundIt(String excepted, String host, boolean around) throws Exception {
        assertThat(chosen(List.of(excepted), "https://" + host + "/x").type())
                .isEqualTo(around ? Proxy.Type.DIRECT : Proxy.Type.HTTP);
    }

    @Test
    void itsUserIsNamedToTheProxyAlone(@TempDir Path folder) throws Exception {
        var certificate = new TestCertificate(folder);
        Path bundle = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
        try (var server = LocalServer.https(
                        certificate.server(),
                        exchange -> LocalServer.answer(
                                exchange,
                                200,
                                String.valueOf(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))
                                        .getBytes(StandardCharsets.UTF_8)));
                var proxy = new TunnelProxy("me:p@ss:word", server.port());
                HttpClient http = HttpClients.open(
                        Duration.ofSeconds(5),
                        URI.create("http://me:p%40ss%3Aword@127.0.0.1:" + proxy.port()),
                        List.of(),
                        bundle)) {
            assertThat(get(http, "https://github.test/x")).isEqualTo("null");
            assertThat(proxy.tunnels()).containsExactly("CONNECT github.test:443 HTTP/1.1");
        }
    }

    private static Proxy chosen(List<String> around, String url) throws IOException {
        try (HttpClient http =
                HttpClients.open(Duration.ofSeconds(5), URI.create("http://127.0.0.1:3128"), around, null)) {
            return http.proxy().orElseThrow().select(URI.create(url)).getFirst();
        }
    }

    private static String get(HttpClient http, String url) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
