package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.TransientFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy that opens no tunnel: each of its responses is a passing fault that names the proxy; none is thrown. */
@Timeout(60)
class ProxyRefusalTest {
    @ParameterizedTest
    @CsvSource({
        "'', '407 Proxy Authentication Required', 'Basic realm=\"corp\"'",
        "'', '407 Proxy Authentication Required', 'NTLM'",
        "'', '407 Proxy Authentication Required', ''",
        "'me:wrong@', '407 Proxy Authentication Required', 'Basic realm=\"corp\"'",
        "'me:wrong@', '407 Proxy Authentication Required', 'NTLM'",
        "'', '400 Bad Request', ''",
        "'', '403 Forbidden', ''",
        "'', '404 Not Found', ''",
        "'', '405 Method Not Allowed', ''",
        "'', '451 Unavailable', ''",
        "'', '502 Bad Gateway', ''",
    })
    void eachIsAPassingFault(String user, String status, String scheme) throws Exception {
        try (var proxy = new Refusing(status, scheme);
                HttpClient http = HttpClients.open(
                        Duration.ofSeconds(5),
                        URI.create("http://" + user + "127.0.0.1:" + proxy.port()),
                        List.of(),
                        null);
                var client = new GitHubClient(
                        new Endpoint(URI.create("https://api.github.com"), "acme"),
                        () -> ClientFixture.TOKEN,
                        http,
                        Duration.ofSeconds(5),
                        InstantSource.system(),
                        "1")) {
            List<Outcome> outcomes =
                    client.post(ClientFixture.PRODUCTION, List.of(ClientFixture.record(1), ClientFixture.record(2)));

            assertThat(outcomes).hasSize(2).hasOnlyElementsOfType(TransientFailure.class);
            assertThat(outcomes.getFirst().detail())
                    .contains("127.0.0.1:" + proxy.port(), "HTTPS_PROXY")
                    .doesNotContain("wrong");
        }
    }

    /** A proxy that sends this response to every request. */
    private static final class Refusing implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final byte[] answer;

        Refusing(String status, String scheme) throws IOException {
            String body = "<html>proxy</html>";
            answer = ("HTTP/1.1 " + status + "\r\n"
                            + (scheme.isEmpty() ? "" : "Proxy-Authenticate: " + scheme + "\r\n")
                            + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
            threads.execute(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listening.accept();
                    threads.execute(() -> refuse(client));
                }
            } catch (IOException closed) {
                // Its end.
            }
        }

        private void refuse(Socket client) {
            try (client) {
                if (client.getInputStream().read(new byte[4096]) > 0) {
                    client.getOutputStream().write(answer);
                    client.getOutputStream().flush();
                }
            } catch (IOException left) {
                // The client may go at any time.
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
            threads.shutdownNow();
        }
    }
}
