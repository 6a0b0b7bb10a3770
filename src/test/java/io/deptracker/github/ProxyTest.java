package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes through a proxy and what around it. The proxy answers by itself, for hosts that only it would know. */
class ProxyTest {
    private static final byte[] BY_PROXY = "by proxy".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DIRECT = "direct".getBytes(StandardCharsets.UTF_8);
    private static final String USER =
            "Basic " + Base64.getEncoder().encodeToString("me:p@ss:word".getBytes(StandardCharsets.UTF_8));

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

    @Test
    void everythingGoesThroughIt() throws Exception {
        try (var proxy = LocalServer.http(LocalServer.always(200, BY_PROXY))) {
            assertThat(get(proxy, null, List.of(), "http://api.github.test/x")).isEqualTo("by proxy");
            assertThat(get(proxy, null, List.of("other.test"), direct.url() + "/x"))
                    .isEqualTo("by proxy");
            assertThat(proxy.visits()).hasSize(2);
        }
        assertThat(direct.visits()).isEmpty();
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
        try (var proxy = LocalServer.http(LocalServer.always(200, BY_PROXY))) {
            HttpClient http = Connections.open(
                    Duration.ofSeconds(5), URI.create("http://127.0.0.1:" + proxy.port()), List.of(excepted), null);
            try (http) {
                var chosen = http.proxy().orElseThrow().select(URI.create("https://" + host + "/x"));
                assertThat(chosen)
                        .singleElement()
                        .satisfies(
                                one -> assertThat(one.type()).isEqualTo(around ? Proxy.Type.DIRECT : Proxy.Type.HTTP));
            }
        }
    }

    @Test
    void anExceptedHostIsReachedDirectly() throws Exception {
        try (var proxy = LocalServer.http(LocalServer.always(200, BY_PROXY))) {
            assertThat(get(proxy, null, List.of("127.0.0.1"), direct.url() + "/x"))
                    .isEqualTo("direct");
            assertThat(proxy.visits()).isEmpty();
        }
    }

    @Test
    void itsUserIsNamedToTheProxyAlone() throws Exception {
        try (var proxy = LocalServer.http(exchange -> {
            if (USER.equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
                LocalServer.answer(exchange, 200, BY_PROXY);
            } else {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                LocalServer.answer(exchange, 407, new byte[0]);
            }
        })) {
            assertThat(get(proxy, "me:p%40ss%3Aword", List.of(), "http://api.github.test/x"))
                    .isEqualTo("by proxy");
        }
    }

    private static String get(LocalServer proxy, @Nullable String user, List<String> around, String url)
            throws IOException, InterruptedException {
        var address = URI.create("http://" + (user == null ? "" : user + "@") + "127.0.0.1:" + proxy.port());
        try (HttpClient http = Connections.open(Duration.ofSeconds(5), address, around, null)) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
