package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.record.DeploymentRecord;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fuzzes responses: each record has an outcome of any response. An input is a letter for the status, a digit for other
 * variations, the value of the rate limit headers up to the end of the line, and the body.
 */
class AnswerFuzzTest {
    private static final int[] STATUSES = {207, 200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503};
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    @FuzzTest(maxDuration = "1m")
    void everyAnswerIsAnOutcomeForEachRecord(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int status = STATUSES[Math.floorMod(input[0] - 'a', STATUSES.length)];
        boolean packed = (input[1] & 1) != 0;
        int count = 1 + (input[1] & 2);
        int line = 2;
        while (line < input.length && input[line] != '\n') {
            line++;
        }
        String value = new String(input, 2, line - 2, StandardCharsets.ISO_8859_1);
        byte[] body = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);
        HttpHeaders headers = headers(value, packed);
        String text;
        try {
            text = LimitedBody.text(headers, body);
        } catch (IOException broken) {
            assertThat(packed).isTrue();
            return;
        }
        List<DeploymentRecord> sent =
                IntStream.range(0, count).mapToObj(ClientFixture::record).toList();

        List<Outcome> outcomes = AnswerReader.read(new Answer(status, headers, text), sent, NOW);

        assertThat(outcomes).hasSize(count).doesNotContainNull().allSatisfy(outcome -> {
            assertThat(outcome.detail()).hasSizeLessThan(500).doesNotContain("\n", "\r", "\0");
            if (outcome instanceof RateLimited limited) {
                assertThat(limited.until()).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(Duration.ofHours(24)));
            }
        });
    }

    private static HttpHeaders headers(String value, boolean packed) {
        return HttpHeaders.of(
                Map.of(
                        "retry-after", List.of(value),
                        "x-ratelimit-remaining", List.of("0"),
                        "x-ratelimit-reset", List.of(value),
                        "content-encoding", List.of(packed ? "gzip" : "identity")),
                (name, any) -> true);
    }
}
