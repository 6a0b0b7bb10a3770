package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rejected credentials and rate limits, by the calls that reach GitHub. */
@Timeout(60)
class ShutGateTest {
    @TempDir
    private Path folder;

    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder, 2);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void badCredentialCostsFewCallsAndNoRow() {
        fixture.gitHub.acceptOnly("ghs_two");
        fixture.owe(20);

        fixture.runFor(Duration.ofMinutes(2));

        assertThat(fixture.gitHub.calls()).hasSizeBetween(2, 9);
        assertThat(fixture.owed()).isEqualTo(20);
        assertThat(fixture.attempts()).isZero();
        assertThat(fixture.controller().gate.state()).hasValueSatisfying(shut -> {
            assertThat(shut.reason()).isEqualTo(GateReason.BAD_CREDENTIAL);
            assertThat(shut.detail()).isEqualTo("HTTP 401: Bad credentials");
            assertThat(shut.since()).isEqualTo(DeliveryFixture.START);
        });
    }

    @Test
    void aTokenThatExpiresInTheMiddleOfABacklogLosesNothing() {
        fixture.restart(10);
        fixture.owe(500);
        var served = new AtomicInteger();
        fixture.gitHub.answerWith(call -> {
            boolean expired = served.incrementAndGet() > 10
                    && "Bearer ghs_one".equals(call.headers().get("Authorization"));
            return expired ? Optional.of(Reply.status(401, "{\"message\": \"Bad credentials\"}")) : Optional.empty();
        });
        fixture.runFor(Duration.ofMinutes(2));
        int callsWhileBad = fixture.gitHub.calls().size() - 10;
        assertThat(fixture.gitHub.accepted()).hasSize(100);
        assertThat(callsWhileBad).isBetween(1, 9);

        fixture.token("ghs_two");
        fixture.runFor(Duration.ofMinutes(6));

        assertThat(fixture.gitHub.view()).hasSize(500);
        assertThat(fixture.names("dead")).isEmpty();
        assertThat(fixture.attempts()).isZero();
    }

    @Test
    void everythingGoesOutOnceTheTokenIsReplaced() {
        fixture.gitHub.acceptOnly("ghs_two");
        fixture.owe(20);
        fixture.runFor(Duration.ofHours(6));

        fixture.token("ghs_two\n");
        fixture.runFor(Duration.ofMinutes(5).plusSeconds(2));

        assertThat(fixture.gitHub.view()).hasSize(20);
        assertThat(fixture.owed()).isZero();
        assertThat(fixture.controller().gate.state()).isEmpty();
    }

    @Test
    void missingTokenMakesNoCallAndLosesNothing() throws IOException {
        Files.delete(folder.resolve("token"));
        fixture.owe(20);
        fixture.runFor(Duration.ofHours(1));
        assertThat(fixture.gitHub.calls()).isEmpty();
        assertThat(fixture.controller().gate.state())
                .hasValueSatisfying(shut -> assertThat(shut.detail()).contains("token"));

        fixture.token(DeliveryFixture.TOKEN);
        fixture.runFor(Duration.ofMinutes(5).plusSeconds(2));

        assertThat(fixture.gitHub.view()).hasSize(20);
    }

    @Test
    void rateLimitIsKeptAcrossARestart() {
        limitTheThirdCall();
        fixture.owe(20);
        fixture.runFor(Duration.ofSeconds(10));
        assertThat(fixture.gitHub.calls()).hasSize(3);

        fixture.restart();
        fixture.runUntilIdle();

        assertThat(fixture.gitHub.view()).hasSize(20);
        Instant limitedUntil = DeliveryFixture.START.plusSeconds(60);
        assertThat(fixture.gitHub.calls().subList(3, fixture.gitHub.calls().size()))
                .extracting(Call::at)
                .allSatisfy(at -> assertThat(at).isAfterOrEqualTo(limitedUntil));
        assertThat(fixture.gitHub.calls().get(3).at()).isEqualTo(limitedUntil);
    }

    @Test
    void rateLimitChargesNobody() {
        limitTheThirdCall();
        fixture.owe(20);

        fixture.runUntilIdle();

        assertThat(fixture.attempts()).isZero();
        assertThat(fixture.callSizes()).containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        assertThat(fixture.counted("deptracker_post_record_rate_limited")).isEqualTo(1);
    }

    @Test
    void limitThatComesAgainIsWaitedForAgain() {
        fixture.answer(_ -> true, Reply.status(429, "", Map.of("Retry-After", "100")));
        fixture.owe(20);

        fixture.runFor(Duration.ofSeconds(350));

        assertThat(fixture.callSeconds()).containsExactly(0L, 100L, 200L, 300L);
        assertThat(fixture.names("dead")).isEmpty();
    }

    private void limitTheThirdCall() {
        var calls = new AtomicInteger();
        fixture.gitHub.answerWith(_ -> calls.incrementAndGet() == 3
                ? Optional.of(Reply.status(403, "{}", Map.of("Retry-After", "60")))
                : Optional.empty());
    }
}
