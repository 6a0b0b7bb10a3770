package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.BatchRejected;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.Oversized;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.Rejected;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each class of response to a whole call. */
@Timeout(60)
class AnswerTest {
    private static final Map<String, Class<? extends Outcome>> OUTCOMES = Map.of(
            "accepted", Accepted.class,
            "unknown artifact", UnknownArtifact.class,
            "forbidden", Forbidden.class,
            "rejected", Rejected.class,
            "condemned", BatchRejected.class,
            "passing fault", TransientFailure.class,
            "bad credential", BadCredential.class,
            "rate limited", RateLimited.class,
            "oversized", Oversized.class);

    private final ClientFixture fixture = new ClientFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest(name = "{0}: {1} alone, {2} in a batch")
    @CsvSource({
        "200, accepted, accepted",
        "201, accepted, accepted",
        "301, passing fault, passing fault",
        "304, passing fault, passing fault",
        "400, rejected, condemned",
        "401, bad credential, bad credential",
        "403, forbidden, condemned",
        "404, forbidden, condemned",
        "408, passing fault, passing fault",
        "409, rejected, condemned",
        "410, rejected, condemned",
        "413, rejected, oversized",
        "418, rejected, condemned",
        "422, rejected, condemned",
        "429, rate limited, rate limited",
        "500, passing fault, passing fault",
        "502, passing fault, passing fault",
        "503, passing fault, passing fault",
        "504, passing fault, oversized",
    })
    void answerBecomesItsOutcome(int status, String alone, String inABatch) {
        fixture.answer(status, "{\"message\": \"so it is\"}");

        assertThat(fixture.post(1)).singleElement().isInstanceOf(OUTCOMES.get(alone));
        assertThat(fixture.post(3)).hasSize(3).hasOnlyElementsOfType(OUTCOMES.get(inABatch));
    }

    @ParameterizedTest(name = "{0} with the body {1}")
    @MethodSource
    void refusalThatIsNotGitHubsOwnIsAFaultOfTheWay(int status, String body) {
        fixture.answer(status, body);

        assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(fixture.post(3))
                .hasSize(3)
                .allMatch(outcome -> (status == 413 || status == 504)
                        ? outcome instanceof Oversized
                        : outcome instanceof TransientFailure);
    }

    static Stream<Arguments> refusalThatIsNotGitHubsOwnIsAFaultOfTheWay() {
        return IntStream.of(400, 401, 403, 404, 405, 409, 410, 413, 418, 421, 422, 431, 451, 500, 502, 503, 504)
                .boxed()
                .flatMap(status -> Stream.of(
                                "",
                                "blocked",
                                "<html>blocked by the corporate gateway</html>",
                                "[]",
                                "{}",
                                "null",
                                "{\"error\": \"no route\"}",
                                "{\"message\": null}",
                                "{\"message\": 7}",
                                "{\"message\": \"cut")
                        .map(body -> Arguments.of(status, body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>Welcome to the hotel's network</body></html>",
                "",
                "OK",
                "[]",
                "null",
                "\"stored\"",
                "{\"total_count\": 1",
                "{\"total_count\": 1} trailing",
            })
    void successWithoutTheApisBodyProvesNothing(String body) {
        fixture.answer(200, body);

        assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(fixture.post(2)).hasOnlyElementsOfType(TransientFailure.class);
    }

    @Test
    void answerWithoutABodyProvesNothing() {
        fixture.answer(204, "");

        assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
    }

    @Test
    void notFoundIsAnUnknownArtifactOnlyWhereGitHubSaysSo() {
        fixture.answer(404, "{\"message\": \"no artifacts found\"}");
        assertThat(fixture.post(1)).singleElement().isInstanceOf(UnknownArtifact.class);

        fixture.answer(404, "{\"message\": \"Not Found\"}");
        assertThat(fixture.post(1))
                .singleElement()
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.detail()).contains("Not Found", "organization"));
    }

    @Test
    void messageMayBeAnObject() {
        fixture.answer(403, "{\"message\": {\"cause\": \"unauthorized\", \"repositories\": [\"web\"]}}");

        assertThat(fixture.post(1))
                .singleElement()
                .isInstanceOfSatisfying(
                        Forbidden.class,
                        forbidden -> assertThat(forbidden.detail())
                                .isEqualTo("HTTP 403: {\"cause\":\"unauthorized\",\"repositories\":[\"web\"]}"));
    }

    @Test
    void messageIsTheDetail() {
        fixture.answer(422, "{\"message\": \"Validation Failed\", \"documentation_url\": \"https://docs\"}");

        assertThat(fixture.post(1)).containsExactly(new Rejected("HTTP 422: Validation Failed"));
    }

    @Test
    void missingCredentialIsABadOneAndMakesNoCall() {
        try (var client = new GitHubClient(
                new Endpoint(fixture.gitHub.baseUrl(), "acme"),
                () -> {
                    throw new CredentialException("the token file /run/token is empty", null);
                },
                HttpClient.newHttpClient(),
                ClientFixture.PATIENT,
                InstantSource.system(),
                "1")) {
            assertThat(client.post(ClientFixture.PRODUCTION, List.of(ClientFixture.record(1), ClientFixture.record(2))))
                    .containsOnly(new BadCredential("the token file /run/token is empty"))
                    .hasSize(2);
        }
        assertThat(fixture.gitHub.calls()).isEmpty();
    }
}
