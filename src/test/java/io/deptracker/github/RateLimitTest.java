package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.RateLimited;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The instant until which calls must wait, by the headers of a 403 or 429. */
@Timeout(60)
class RateLimitTest {
    private static final Instant NOW = ClientFixture.NOW;
    private static final String SECONDARY =
            "{\"message\": \"You have exceeded a secondary rate limit. Please wait a few minutes.\"}";

    private final ClientFixture fixture = new ClientFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest(name = "retry-after {0} waits {1} s")
    @CsvSource({
        "1, 1",
        "30, 30",
        "' 30 ', 30",
        "3600, 3600",
        // No plausible wait is stated: a minute.
        "0, 60",
        "-5, 60",
        "soon, 60",
        "1.5, 60",
        "'Mon, 02 Mar 2026 08:00:00 GMT', 60",
        "'Mon, 02 Mar 2026 09:05:00 GMT', 300",
        // A day at most.
        "86401, 86400",
        "9223372036854775807, 86400",
        "99999999999999999999999, 86400",
        "'Mon, 02 Mar 2099 09:05:00 GMT', 86400",
    })
    void retryAfterIsKept(String retryAfter, long seconds) {
        assertWaits(seconds, 403, "{}", Map.of("Retry-After", retryAfter));
        assertWaits(seconds, 429, "{}", Map.of("Retry-After", retryAfter));
    }

    @ParameterizedTest(name = "reset after {0} s waits {1} s")
    @CsvSource({"90, 90", "3600, 3600", "0, 60", "-1, 60", "-3600, 60", "86401, 86400"})
    void exhaustedBudgetWaitsForItsReset(long resetIn, long seconds) {
        assertWaits(seconds, 403, "{}", exhausted(NOW.plusSeconds(resetIn).getEpochSecond()));
        assertWaits(seconds, 429, "{}", exhausted(NOW.plusSeconds(resetIn).getEpochSecond()));
    }

    @ParameterizedTest
    @CsvSource({"soon, 60", "-1, 60", "9223372036854775807, 60", "99999999999999999999999, 60"})
    void resetThatIsNoInstantWaitsAMinute(String reset, long seconds) {
        assertWaits(seconds, 403, "{}", Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", reset));
    }

    @Test
    void exhaustedBudgetWithoutAResetWaitsAMinute() {
        assertWaits(60, 403, "{}", Map.of("x-ratelimit-remaining", "0"));
    }

    @ParameterizedTest(name = "retry-after {0} and reset after {1} s wait {2} s")
    @CsvSource({"10, 90, 90", "90, 10, 90", "30, -100, 30", "-1, 45, 45"})
    void laterOfBothCounts(String retryAfter, long resetIn, long seconds) {
        var headers = new HashMap<>(exhausted(NOW.plusSeconds(resetIn).getEpochSecond()));
        headers.put("Retry-After", retryAfter);

        assertWaits(seconds, 429, "{}", headers);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429})
    void secondaryLimitWithoutHeadersWaitsAMinute(int status) {
        assertWaits(60, status, SECONDARY, Map.of());
    }

    @Test
    void resetOfABudgetThatIsLeftSaysNothing() {
        assertWaits(
                60,
                403,
                SECONDARY,
                Map.of(
                        "x-ratelimit-remaining",
                        "4000",
                        "x-ratelimit-reset",
                        Long.toString(NOW.plus(Duration.ofMinutes(50)).getEpochSecond())));
    }

    @Test
    void tooManyRequestsIsALimitWhateverElseItSays() {
        assertWaits(60, 429, "", Map.of());
    }

    @Test
    void forbiddenWithoutSignsOfALimitIsForbidden() {
        fixture.answer(
                403,
                "{\"message\": \"Resource not accessible by integration\"}",
                Map.of("x-ratelimit-remaining", "4999", "x-ratelimit-reset", "1800000000"));

        assertThat(fixture.post(1)).containsExactly(new Forbidden("HTTP 403: Resource not accessible by integration"));
    }

    @Test
    void limitMeetsEveryRecordOfABatch() {
        fixture.answer(429, "{}", Map.of("Retry-After", "30"));

        assertThat(fixture.post(3)).hasSize(3).containsOnly(new RateLimited(NOW.plusSeconds(30), "HTTP 429: {}"));
    }

    private void assertWaits(long seconds, int status, String body, Map<String, String> headers) {
        fixture.answer(status, body, headers);

        assertThat(fixture.post(1))
                .singleElement()
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited -> assertThat(limited.until()).isEqualTo(NOW.plusSeconds(seconds)));
    }

    private static Map<String, String> exhausted(long reset) {
        return Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", Long.toString(reset));
    }
}
