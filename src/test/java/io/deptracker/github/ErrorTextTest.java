package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.github.Reply;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Error texts for operators: one line and never a secret. */
@Timeout(30)
class ErrorTextTest {
    private final ClientFixture fixture = new ClientFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\t", "\u0000", "\u001b[2J", "\u0085", "\u2028", "\u2029"})
    void detailIsOneLine(String breaking) {
        fixture.answer(500, "first" + breaking + "second");

        String detail = detail();

        assertThat(detail).startsWith("HTTP 500: first ").endsWith("second");
        assertThat(detail.chars()).noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
    }

    @Test
    void detailIsNoLongerThanALine() {
        fixture.answer(500, "<p>Something went wrong</p>\n".repeat(40_000));

        assertThat(detail()).hasSizeBetween(100, 330);
    }

    @Test
    void detailIsCutBetweenCharacters() {
        fixture.answer(500, "x" + "🚀".repeat(400));

        assertThat(detail()).endsWith("🚀");
    }

    @Test
    void causeOfAnErrorIsNoLongerThanALine() {
        String cause = "{\"text\": \"%s\"}".formatted("because ".repeat(1000));
        fixture.answer(
                207,
                "{\"errors\": [{\"cause\": %s, \"deployment\": {\"deployment_name\": \"%s\"}}]}"
                        .formatted(cause, ClientFixture.record(0).deploymentName()));

        assertThat(fixture.post(2).getFirst().detail()).hasSizeBetween(100, 350);
    }

    @Test
    void answerThatDoesNotAddUpIsNoLongerThanALine() {
        fixture.answer(207, "{\"total_count\": 0, \"errors\": [%s 1]}".formatted("\"because\",\n".repeat(1000)));

        assertThat(fixture.post(2).getFirst().detail())
                .startsWith("does not add up: HTTP 207: ")
                .hasSizeBetween(100, 350)
                .doesNotContain("\n");
    }

    @Test
    void answerWithoutABodyIsItsCode() {
        fixture.answer(503, "");

        assertThat(detail()).isEqualTo("HTTP 503");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 403, 404, 422, 429, 500})
    void tokenThatIsEchoedIsLeftOut(int status) {
        fixture.gitHub.answerWith(call -> Optional.of(Reply.status(
                status,
                "cannot pass on: " + call.headers().get("Authorization"),
                Map.of("Content-Type", "text/plain"))));

        assertThat(detail()).contains("cannot pass on").doesNotContain(ClientFixture.TOKEN);
        assertThat(fixture.post(2).getFirst().detail()).doesNotContain(ClientFixture.TOKEN);
    }

    @Test
    void tokenEchoedInAMessageIsLeftOut() {
        fixture.answer(400, "{\"message\": \"bad header: Bearer " + ClientFixture.TOKEN + "\"}");

        assertThat(detail()).isEqualTo("HTTP 400: bad header: Bearer ***");
    }

    private String detail() {
        return fixture.post(1).getFirst().detail();
    }
}
