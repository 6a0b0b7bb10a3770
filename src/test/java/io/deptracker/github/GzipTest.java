package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.testing.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Compressed responses. */
class GzipTest {
    private static final byte[] GOOD = "{\"total_count\": 1}".getBytes(StandardCharsets.UTF_8);
    private static final int LIMIT = 1 << 20;

    @Test
    void packedAnswersAreAskedForAndRead() throws IOException {
        try (var server = LocalServer.http(exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding")).isEqualTo("gzip");
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            LocalServer.answer(exchange, 200, packed(GOOD, 1));
        })) {
            assertThat(post(server)).isEqualTo(new Outcome.Accepted());
        }
    }

    @Test
    void whatARefusalSaysIsReadToo() throws IOException {
        byte[] message = "{\"message\": \"no artifacts found\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(answered("GZIP", 404, packed(message, 1)))
                .isEqualTo(new Outcome.UnknownArtifact("HTTP 404: no artifacts found"));
    }

    @Test
    void whatUnpacksWithoutEndIsCutOff() throws IOException {
        // A string of 1 GiB in 1 MiB: cut off, it is not JSON; whole, it would fill the memory.
        byte[] bomb = packed(new byte[LIMIT], 1000);
        assertThat(bomb.length).isLessThan(LIMIT + (1 << 16));

        assertThat(answered("gzip", 200, bomb)).isInstanceOf(Outcome.TransientFailure.class);
    }

    @Test
    void brokenPackingsArePassingFaults() throws IOException {
        byte[] good = packed(GOOD, 1);

        assertThat(answered("gzip", 200, GOOD)).isInstanceOf(Outcome.TransientFailure.class);
        assertThat(answered("gzip", 200, Arrays.copyOf(good, good.length / 2)))
                .isInstanceOf(Outcome.TransientFailure.class);
        byte[] wrongSum = good.clone();
        wrongSum[wrongSum.length - 5] ^= 1;
        assertThat(answered("gzip", 200, wrongSum)).isInstanceOf(Outcome.TransientFailure.class);
        assertThat(answered("gzip", 200, new byte[0])).isInstanceOf(Outcome.TransientFailure.class);
        assertThat(answered("br", 200, good)).isInstanceOf(Outcome.TransientFailure.class);
    }

    private static Outcome answered(String encoding, int status, byte[] body) throws IOException {
        try (var server = LocalServer.http(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", encoding);
            LocalServer.answer(exchange, status, body);
        })) {
            return post(server);
        }
    }

    private static Outcome post(LocalServer server) {
        try (var client = new GitHubClient(
                new Endpoint(server.url(), "acme"),
                () -> ClientFixture.TOKEN,
                HttpClient.newHttpClient(),
                ClientFixture.PATIENT,
                new SettableClock(),
                "1.2.3")) {
            return client.post(ClientFixture.PRODUCTION, List.of(ClientFixture.record(1)))
                    .getFirst();
        }
    }

    private static byte[] packed(byte[] content, int times) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < times; i++) {
                out.write(content);
            }
        }
        return packed.toByteArray();
    }
}
