package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsServerTest {
    private OperatorFixture operatorFixture;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        operatorFixture = new OperatorFixture(folder);
    }

    @AfterEach
    void close() {
        operatorFixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/metrics/", "/metrics/all", "/livez2", "/readyz/x"})
    void otherPathsAreNotFound(String path) throws Exception {
        assertThat(operatorFixture.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aQueryChangesNothing() throws Exception {
        assertThat(operatorFixture.get("/livez?verbose").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var taken = new ServerSocket(0);
                var metrics = new Metrics("1")) {
            assertThatThrownBy(
                            () -> OpsServer.start(taken.getLocalPort(), metrics, new Startup(), operatorFixture::now))
                    .isInstanceOf(IOException.class)
                    .hasMessage("-metrics-port: port %d is not available: Address already in use"
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void aPageThatFailsSaysSo() throws Exception {
        Heartbeats unreadable = new Heartbeats(
                () -> {
                    throw new IllegalStateException("no clock");
                },
                Duration.ofMinutes(2));
        try (var metrics = new Metrics("1");
                var server = OpsServer.start(0, metrics, new Startup(), operatorFixture::now)) {
            server.report(new Health(
                    operatorFixture.cluster.informers(), operatorFixture.outbox, unreadable, operatorFixture::now));
            var answer = operatorFixture.getFrom(server, "/livez");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("no clock\n");
        }
    }

    @Test
    void whileTheTrackerStartsItIsAliveAndNamesTheStep() throws Exception {
        var startup = new Startup();
        try (var metrics = new Metrics("1");
                var server = OpsServer.start(0, metrics, startup, operatorFixture::now)) {
            startup.at("opening the outbox");
            assertThat(operatorFixture.getFrom(server, "/livez").body()).isEqualTo("ok\n");
            var readiness = operatorFixture.getFrom(server, "/readyz");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).isEqualTo("opening the outbox\n");
            assertThat(operatorFixture.getFrom(server, "/metrics").body()).contains("deptracker_build_info");
        }
    }

    /** Each of them holds a thread of the server until its time is over. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /li",
                "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: a",
                "POST /livez HTTP/1.1\r\nContent-Length: 9\r\n\r\n"
            })
    void clientsThatSendHalfARequestHoldNobodyUp(String half) throws Exception {
        var clients = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 100; i++) {
                var client = new Socket(InetAddress.getLoopbackAddress(), operatorFixture.server.port());
                client.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                clients.add(client);
            }
            assertThat(operatorFixture.get("/livez").statusCode()).isEqualTo(200);
            assertThat(operatorFixture.get("/metrics").statusCode()).isEqualTo(200);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
