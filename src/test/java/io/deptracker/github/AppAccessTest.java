package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.deptracker.github.AppCredential.Installation;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** How a GitHub App authenticates, and what happens if it may not or cannot. */
class AppAccessTest {
    @AutoClose
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void tokensAndRecordsGoToTheSameBaseUrl() throws Exception {
        try (var gitHub = GitHubStandIn.start();
                var front = LocalServer.http(passOn(gitHub, "/api/v3"));
                var client = client(URI.create(front.url() + "/api/v3"))) {
            assertThat(post(client)).isEqualTo(new Outcome.Accepted());

            assertThat(front.visits())
                    .extracting(LocalServer.Visit::path)
                    .allMatch(path -> path.startsWith("/api/v3/"))
                    .contains(
                            "/api/v3/app/installations/67890/access_tokens",
                            "/api/v3/orgs/acme/artifacts/metadata/deployment-record");
            assertThat(front.visits().getLast().authorization())
                    .isEqualTo("Bearer " + gitHub.app().tokens().getFirst());
        }
    }

    @Test
    void theAppSignsForMinutesOnlyAndFromBeforeNow() throws Exception {
        try (var gitHub = GitHubStandIn.start();
                var front = LocalServer.http(passOn(gitHub, ""))) {
            var _ = app(front.url(), ClientFixture.PATIENT).token();
            Instant now = Instant.now();

            for (var visit : front.visits()) {
                assertThat(visit.authorization()).startsWith("Bearer ");
                String[] parts = visit.authorization().substring(7).split("\\.", -1);
                var signature = Signature.getInstance("SHA256withRSA");
                signature.initVerify(Keys.RSA.getPublic());
                signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
                assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2])))
                        .isTrue();
                var claims = new JsonMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
                assertThat(claims.path("iss").asString()).isEqualTo("12345");
                Instant from = Instant.ofEpochSecond(claims.path("iat").asLong());
                Instant until = Instant.ofEpochSecond(claims.path("exp").asLong());
                assertThat(from).isBeforeOrEqualTo(now.minusSeconds(60));
                assertThat(until).isAfter(now).isBefore(now.plus(Duration.ofMinutes(10)));
                assertThat(Duration.between(from, until)).isLessThanOrEqualTo(Duration.ofMinutes(10));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 422})
    void aRefusalIsABadCredentialThatSaysWhichAppItIs(int status) throws IOException {
        try (var server = LocalServer.http(LocalServer.always(
                        status,
                        "{\"message\":\"This installation has been suspended\"}".getBytes(StandardCharsets.UTF_8)));
                var client = client(server.url())) {
            assertThatExceptionOfType(CredentialException.class)
                    .isThrownBy(app(server.url(), ClientFixture.PATIENT)::token)
                    .withMessageStartingWith("no token for GitHub App 12345, installation 67890: HTTP " + status + ": "
                            + "This installation has been suspended; check ");
            assertThat(post(client)).isInstanceOf(Outcome.BadCredential.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 502, 503})
    void anOutageIsAPassingFault(int status) throws IOException {
        try (var server = LocalServer.http(LocalServer.always(status, "<html>".getBytes(StandardCharsets.UTF_8)));
                var client = client(server.url())) {
            assertThat(post(client)).isInstanceOf(Outcome.TransientFailure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 422, 451})
    void aRefusalOfSomethingInBetweenIsAPassingFault(int status) throws IOException {
        try (var server = LocalServer.http(LocalServer.always(status, "<html>".getBytes(StandardCharsets.UTF_8)));
                var client = client(server.url())) {
            assertThat(post(client)).isInstanceOf(Outcome.TransientFailure.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"403, Retry-After, 120, 120", "429, Retry-After, 120, 120", "403, X-RateLimit-Remaining, 0, 60"})
    void aLimitOfTheTokensIsALimit(int status, String header, String value, long seconds) throws IOException {
        try (var server = LocalServer.http(exchange -> {
                    exchange.getResponseHeaders().set(header, value);
                    LocalServer.answer(
                            exchange, status, "{\"message\":\"slow down\"}".getBytes(StandardCharsets.UTF_8));
                });
                var client = client(server.url())) {
            Instant before = Instant.now();

            assertThat(post(client)).isInstanceOfSatisfying(Outcome.RateLimited.class, limited -> {
                assertThat(limited.detail()).contains("slow down");
                assertThat(Duration.between(before, limited.until()))
                        .isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds + 5));
            });
            assertThat(client.prepare()).get().isInstanceOf(Outcome.RateLimited.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"ghs_x\"}",
                "{\"token\":\"ghs_x\",\"expires_at\":\"2130-01-01T00:00:00Z\"}",
                "{\"token\":\"ghs_x\",\"expires_at\":7,\"permissions\":null}",
                "{\"token\":\"ghs_x\",\"expires_at\":\"soon\",\"permissions\":{\"contents\":null}}",
            })
    void whatATokenDoesNotStateIsNotNeeded(String body) throws Exception {
        try (var server = LocalServer.http(LocalServer.always(201, body.getBytes(StandardCharsets.UTF_8)))) {
            var app = app(server.url(), ClientFixture.PATIENT);

            assertThat(app.token()).isEqualTo("ghs_x");
            assertThat(app.permissions()).doesNotContainKey("artifact_metadata");
            assertThat(app.token()).isEqualTo("ghs_x");
            assertThat(server.visits()).as("one call a renewal").hasSize(1);
        }
    }

    @Test
    void noNetworkIsAPassingFault() throws IOException {
        URI gone;
        try (var server = LocalServer.http(LocalServer.always(200, new byte[0]))) {
            gone = server.url();
        }
        assertThatIOException().isThrownBy(app(gone, ClientFixture.PATIENT)::token);
        try (var client = client(gone)) {
            assertThat(post(client)).isInstanceOf(Outcome.TransientFailure.class);
        }
    }

    @Test
    void anAnswerThatNeverComesIsNotWaitedForWithoutEnd() throws IOException {
        var never = new CountDownLatch(1);
        try (var server = LocalServer.http(exchange -> never.await())) {
            assertThatIOException().isThrownBy(app(server.url(), Duration.ofMillis(200))::token);
        }
    }

    /** Passes a request on to the stand-in without the prefix of its path. */
    private LocalServer.Handler passOn(GitHubStandIn gitHub, String prefix) {
        return exchange -> {
            String path = exchange.getRequestURI().getRawPath().substring(prefix.length());
            var request = HttpRequest.newBuilder(URI.create(gitHub.baseUrl() + path))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            for (String name :
                    List.of("Accept", "Authorization", "Content-Type", "User-Agent", "X-GitHub-Api-Version")) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    request.header(name, value);
                }
            }
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            LocalServer.answer(exchange, response.statusCode(), response.body());
        };
    }

    @Test
    void notFoundWithoutThePermissionIsForbidden() throws Exception {
        try (var gitHub = GitHubStandIn.start();
                var client = client(gitHub.baseUrl())) {
            gitHub.app().grant("read");
            gitHub.answerWith(_ -> Optional.of(Reply.status(404, "{\"message\": \"no artifacts found\"}")));

            assertThat(post(client))
                    .isEqualTo(new Outcome.Forbidden("HTTP 404: no artifacts found; the App's installation lacks"
                            + " 'artifact_metadata: write', it has {artifact_metadata=read, metadata=read}"));

            gitHub.app().grant("write");
            assertThat(post(client)).isEqualTo(new Outcome.UnknownArtifact("HTTP 404: no artifacts found"));
            assertThat(post(client)).isInstanceOf(Outcome.UnknownArtifact.class);
            assertThat(gitHub.app().tokenRequests()).isEqualTo(2);
        }
    }

    private AppCredential app(URI base, Duration timeout) {
        return new AppCredential(
                base,
                new Installation("12345", 67890),
                () -> Keys.pkcs1(Keys.RSA),
                http,
                timeout,
                InstantSource.system());
    }

    private GitHubClient client(URI base) {
        return new GitHubClient(
                new Endpoint(base, "acme"),
                app(base, ClientFixture.PATIENT),
                HttpClient.newHttpClient(),
                ClientFixture.PATIENT,
                InstantSource.system(),
                "1.2.3");
    }

    private static Outcome post(GitHubClient client) {
        return client.post(ClientFixture.PRODUCTION, List.of(ClientFixture.record(1)))
                .getFirst();
    }
}
