package io.deptracker.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReplyTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final GitHubStandIn gitHub = GitHubStandIn.start();
    private final Requests requests = new Requests(gitHub);

    @AfterEach
    void close() {
        requests.close();
        gitHub.close();
    }

    @Test
    void givesTheScriptedStatusAndStoresNothing() throws Exception {
        script(Reply.status(429, "{}", Map.of("Retry-After", "7")));

        HttpResponse<String> answer = post();

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(gitHub.accepted()).isEmpty();
        gitHub.answerNormally();
        assertThat(post().statusCode()).isEqualTo(200);
    }

    @Test
    void scriptMayAnswerSomeCallsOnly() throws Exception {
        gitHub.answerWith(call -> call.batch() ? Optional.of(Reply.status(503, "")) : Optional.empty());

        assertThat(post().statusCode()).isEqualTo(200);
        assertThat(requests.post(Requests.BATCH, Requests.batch(Requests.deployment("web", 1)))
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void hangingCallDelaysNoOther() throws Exception {
        script(Reply.hang());
        CompletableFuture<HttpResponse<String>> hanging = postAsync();
        gitHub.awaitCalls(1, SOON);

        gitHub.answerNormally();

        assertThat(post().statusCode()).isEqualTo(200);
        assertThat(hanging).isNotDone();
        gitHub.close();
        assertThatThrownBy(() -> hanging.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void cutsOffInsideTheBody() {
        script(Reply.cutOff());

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    }

    @Test
    void dripsTheWholeAnswer() throws Exception {
        script(Reply.drip(Duration.ofMillis(1)));

        assertThat(post().body()).isEqualTo("{\"total_count\":1}");
    }

    @Test
    void endlessBodyGoesOn() throws Exception {
        script(Reply.endless());

        try (InputStream body = requests.client()
                .send(
                        requests.request(Requests.SINGLE, Requests.single("web", 1), _ -> {}),
                        BodyHandlers.ofInputStream())
                .body()) {
            assertThat(body.readNBytes(1 << 20)).hasSize(1 << 20);
        }
    }

    @Test
    void storesWhatTheClientTakesForLost() throws Exception {
        script(Reply.storeThen(Reply.status(502, "")));

        assertThat(post().statusCode()).isEqualTo(502);
        assertThat(gitHub.view()).containsOnlyKeys("web");
    }

    @Test
    void storesOnlyWhatItWouldHaveStored() throws Exception {
        gitHub.unknown(Requests.digest(1));
        script(Reply.storeThen(Reply.cutOff()));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(gitHub.accepted()).isEmpty();
    }

    @Test
    void delaysBeforeStoring() throws Exception {
        script(Reply.delayed(Duration.ofHours(1), Reply.storeThen(Reply.status(200, "{}"))));
        CompletableFuture<HttpResponse<String>> delayed = postAsync();
        gitHub.awaitCalls(1, SOON);

        assertThat(delayed).isNotDone();
        assertThat(gitHub.accepted()).isEmpty();
    }

    @Test
    void latencyHoldsBackTheAnswerAndNotTheStoring() throws Exception {
        gitHub.latency(Duration.ofHours(1));
        CompletableFuture<HttpResponse<String>> delayed = postAsync();

        gitHub.awaitAccepted(1, SOON);
        assertThat(delayed).isNotDone();
    }

    @Test
    void scriptMayWaitForTheTest() throws Exception {
        CountDownLatch door = new CountDownLatch(1);
        gitHub.answerWith(_ -> {
            door.await();
            return Optional.empty();
        });
        CompletableFuture<HttpResponse<String>> waiting = postAsync();
        gitHub.awaitCalls(1, SOON);
        assertThat(gitHub.accepted()).isEmpty();

        door.countDown();

        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void failingScriptFailsTheTest() throws Exception {
        GitHubStandIn scripted = GitHubStandIn.start();
        scripted.answerWith(_ -> {
            throw new IllegalStateException("script is wrong");
        });
        try (Requests toScripted = new Requests(scripted)) {
            assertThat(toScripted
                            .post(Requests.SINGLE, Requests.single("web", 1))
                            .statusCode())
                    .isEqualTo(500);
        }

        assertThatThrownBy(scripted::close).hasMessageContaining("script is wrong");
    }

    @Test
    void clientThatDiesWhileItSendsBreaksNoContract() throws Exception {
        String half = """
                POST %s HTTP/1.1\r
                Host: localhost\r
                Content-Length: 1000\r
                \r
                {"name":""".formatted(Requests.SINGLE);
        try (Socket socket =
                new Socket(gitHub.baseUrl().getHost(), gitHub.baseUrl().getPort())) {
            socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            // When the server closes the connection, it has given up the call.
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }

        assertThat(gitHub.calls()).isEmpty();
        assertThat(gitHub.violations()).isEmpty();
    }

    private void script(Reply reply) {
        gitHub.answerWith(_ -> Optional.of(reply));
    }

    private HttpResponse<String> post() throws IOException, InterruptedException {
        return requests.post(Requests.SINGLE, Requests.single("web", 1));
    }

    private CompletableFuture<HttpResponse<String>> postAsync() {
        return requests.client()
                .sendAsync(
                        requests.request(Requests.SINGLE, Requests.single("web", 1), _ -> {}), BodyHandlers.ofString());
    }
}
