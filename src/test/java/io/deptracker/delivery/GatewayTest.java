package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of an intermediary: a proxy, a firewall, a mesh. They are no verdict on a record. */
@Timeout(60)
class GatewayTest {
    private static final String PAGE = "<html><body>Blocked by policy</body></html>";

    @TempDir
    private Path folder;

    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                200, 400, 401, 403, 404, 405, 407, 410, 413, 414, 415, 421, 422, 426, 429, 431, 451, 500, 502, 503, 504,
                511, 520
            })
    void twoMinutesOfItKillNothingAndCostFewCalls(int status) {
        fixture.answer(_ -> true, Reply.status(status, PAGE, Map.of("Content-Type", "text/html")));
        fixture.owe(40);

        fixture.runFor(Duration.ofMinutes(2));
        assertThat(fixture.names("dead")).isEmpty();
        assertThat(fixture.names("unattested")).isEmpty();
        assertThat(fixture.owed()).isEqualTo(40);
        assertThat(fixture.attempts()).isZero();
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(20);
        assertThat(fixture.controller().gate.state()).isPresent();

        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofSeconds(61));
        assertThat(fixture.gitHub.view()).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"error\": \"blocked\"}",
                "{\"message\": null}",
                "{\"message\": 403}",
                "OK"
            })
    void anErrorWithoutGitHubsMessageIsNotGitHubs(String body) {
        fixture.answer(_ -> true, Reply.status(403, body));
        fixture.owe(5);

        fixture.runFor(Duration.ofMinutes(2));

        assertThat(fixture.controller().gate.isShut(GateReason.OUTAGE)).isTrue();
        assertThat(fixture.owed()).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "413, <html>too large</html>",
        "413, '{\"message\": \"too large\"}'",
        "504, <html>gateway timeout</html>",
        "504, '{\"message\": \"timeout\"}'",
        "500, '{\"message\": \"oops\"}'"
    })
    void aBatchThatIsTooLargeIsLearnedOnceForAllRows(int status, String body) {
        var refused = new AtomicInteger();
        fixture.gitHub.answerWith(call -> {
            if (call.records().size() <= 10) {
                return Optional.empty();
            }
            refused.incrementAndGet();
            return Optional.of(Reply.status(status, body));
        });
        fixture.owe(602);

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.view()).hasSize(602);
        assertThat(refused.get()).isLessThanOrEqualTo(12);
        assertThat(fixture.gitHub.calls().size()).isLessThanOrEqualTo(130);
        assertThat(fixture.names("dead")).isEmpty();
    }
}
