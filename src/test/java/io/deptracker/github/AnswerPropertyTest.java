package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.oneOf;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import java.net.http.HttpHeaders;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** Any response and any key is read as a named outcome or error; nothing else happens. */
class AnswerPropertyTest {
    private static final int CASES = 10_000;
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    /** Fragments of responses, so that more is reached than the branch for invalid JSON. */
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"errors\":",
            "\"total_count\":",
            "\"message\":",
            "\"cause\":",
            "\"deployment\":",
            "{\"errors\":[{\"cause\":\"no artifacts found\",\"deployment\":{\"deployment_name\":\"web-1\"}}],\"total_count\":1}",
            "{\"errors\":[{\"cause\":{\"x\":[]},\"deployment\":{\"name\":\"web\",\"digest\":\"sha256:\"}}],\"total_count\":",
            "{\"errors\":[null,1,\"x\",[],{}],\"total_count\":-1}",
            "{\"message\":\"rate limit\"}",
            "\"web-0\"",
            "1e999999999",
            "99999999999999999999",
            "-1",
            "null",
            "true",
            "\"\\ud800\"",
            "\0",
            "[".repeat(2000),
            "{\"a\":".repeat(2000),
            "<html>",
            "no artifacts found");

    private static final Gen<String> BODIES = oneOf(
                    strings().allPossible().ofLengthBetween(0, 100),
                    lists().of(pick(PIECES)).ofSizeBetween(0, 7).map(pieces -> String.join("", pieces)))
            .describedAs(AnswerPropertyTest::escaped);

    private static final Gen<String> VALUES = oneOf(
                    pick(List.of(
                            "0", "1", "60", "-1", "99999999999999999999", "9223372036854775807", "1740000000", "")),
                    pick(List.of("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 9999 07:28:00 GMT", "soon", "NaN")),
                    strings().basicLatinAlphabet().ofLengthBetween(0, 12))
            .describedAs(AnswerPropertyTest::escaped);

    @Test
    void everyAnswerIsAnOutcomeForEachRecord() {
        qt().withExamples(CASES)
                .forAll(integers().between(100, 599), integers().between(1, 3), BODIES, VALUES)
                .checkAssert((status, records, body, value) -> {
                    read(status, records, body, value);
                    read(207, records, body, value);
                    read(429, records, body, value);
                    read(403, records, body, value);
                });
    }

    @Test
    void everyTextIsAKeyOrIsNone() {
        String pem = Keys.pkcs1(Keys.RSA);
        qt().withExamples(CASES)
                .forAll(integers().between(0, pem.length() - 1), integers().between(0, 60), BODIES)
                .checkAssert((from, length, noise) -> {
                    int to = Math.min(pem.length(), from + length);
                    readKey(noise);
                    readKey(pem.substring(0, from) + noise + pem.substring(to));
                    readKey("-----BEGIN PRIVATE KEY-----\n" + noise + "\n-----END PRIVATE KEY-----\n");
                });
    }

    private static void read(int status, int records, String body, String value) {
        var headers = HttpHeaders.of(
                Map.of(
                        "retry-after", List.of(value),
                        "x-ratelimit-remaining", List.of("0"),
                        "x-ratelimit-reset", List.of(value)),
                (name, any) -> true);
        List<Outcome> outcomes = AnswerReader.read(new Answer(status, headers, body), sent(records), NOW);
        assertThat(outcomes).hasSize(records).doesNotContainNull().allSatisfy(outcome -> {
            assertThat(outcome.detail()).hasSizeLessThan(500).doesNotContain("\n", "\r", "\0");
            if (outcome instanceof RateLimited limited) {
                assertThat(limited.until()).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(Duration.ofHours(24)));
            }
        });
    }

    private static void readKey(String text) {
        try {
            assertThat(PrivateKeyPem.read(text).getAlgorithm()).isEqualTo("RSA");
        } catch (GeneralSecurityException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static List<DeploymentRecord> sent(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeploymentRecord(
                        "web-" + i,
                        Status.DEPLOYED,
                        new Artifact("web", new Digest("sha256:%064x".formatted(i)), "v1"),
                        Metadata.NONE))
                .toList();
    }

    /** Escapes characters that a test report cannot contain, which would cut it off. */
    private static String escaped(Object value) {
        return value.toString()
                .codePoints()
                .mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "<%x>".formatted(c))
                .collect(Collectors.joining());
    }
}
