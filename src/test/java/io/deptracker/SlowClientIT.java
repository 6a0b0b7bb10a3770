package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the metrics port that never finish their requests: they are cut off, and the probes still work. */
class SlowClientIT {
    private static final int CLIENTS = 200;

    /** The limit of 5 s and the second between two checks of the server, plus what a busy machine adds. */
    private static final Duration LATEST_END = Duration.ofSeconds(20);

    private static final String[] HALVES = {
        "G",
        "GET /livez",
        "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: text/pl",
        "POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nabc",
    };

    @TempDir
    Path folder;

    @Test
    void halfSentRequestsAreCutOffAndHoldUpNoProbe() throws Exception {
        var clients = new ArrayList<Socket>();
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start();
                var tracker = TrackerProcess.start(
                        folder,
                        server.kubeconfig(folder),
                        Map.of("BASE_URL", github.baseUrl().toString()))) {
            tracker.awaitReady();
            open(clients, tracker.port());
            for (String path : List.of("/livez", "/readyz", "/metrics")) {
                assertThat(tracker.status(path)).as(path).isEqualTo(200);
            }
            for (Socket client : clients) {
                client.setSoTimeout((int) LATEST_END.toMillis());
                // To the end of the stream: a response may come first.
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            assertThat(tracker.status("/livez")).isEqualTo(200);
            assertThat(tracker.terminate()).isZero();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void open(List<Socket> clients, int port) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Socket(InetAddress.getLoopbackAddress(), port);
            clients.add(client);
            client.getOutputStream().write(HALVES[i % HALVES.length].getBytes(StandardCharsets.US_ASCII));
        }
    }
}
