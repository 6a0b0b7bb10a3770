package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsServerTest {
    private Operated operated;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        operated = new Operated(folder);
    }

    @AfterEach
    void close() {
        operated.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/metrics/", "/metrics/all", "/livez2", "/readyz/x"})
    void otherPathsAreNotFound(String path) throws Exception {
        assertThat(operated.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aQueryChangesNothing() throws Exception {
        assertThat(operated.get("/livez?verbose").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var taken = new ServerSocket(0);
                var metrics = new Metrics("1")) {
            assertThatThrownBy(() -> OpsServer.start(
                            taken.getLocalPort(),
                            metrics,
                            new Health(
                                    operated.cluster.informers(), operated.outbox, operated.heartbeats, operated::now)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port %d can't be had for -metrics-port: Address already in use"
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void aPageThatFailsSaysSo() throws Exception {
        try (var metrics = new Metrics("1");
                var server = OpsServer.start(
                        0,
                        metrics,
                        new Health(
                                operated.cluster.informers(),
                                operated.outbox,
                                new Heartbeats(
                                        () -> {
                                            throw new IllegalStateException("no clock");
                                        },
                                        Duration.ofMinutes(2)),
                                operated::now))) {
            var answer = operated.getFrom(server, "/livez");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("no clock\n");
        }
    }
}
