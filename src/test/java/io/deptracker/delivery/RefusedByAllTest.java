package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GitHub refuses all records: a misspelt organization, a missing permission, an IP allow list, single sign-on. */
@Timeout(120)
class RefusedByAllTest {
    private static final int MANY = 1000;
    private static final String NO_ARTIFACTS = "{\"message\": \"no artifacts found\"}";

    @TempDir
    private Path folder;

    @AutoClose
    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder);
    }

    @ParameterizedTest(name = "{0} {1}, a batch of {2}, accepted before: {3}")
    @CsvSource({
        "404, Not Found, 100, false",
        "404, Not Found, 1, false",
        "404, Not Found, 100, true",
        "403, 'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled', 100, false",
        "403, Resource protected by organization SAML enforcement. You must grant your token access to this organization., 1000, true",
        "403, Resource not accessible by integration, 100, true",
        "404, no artifacts found, 100, false",
        "404, no artifacts found, 1, false"
    })
    void costsFewCallsAndNoRow(int status, String message, int batchSize, boolean acceptedBefore) {
        fixture.restart(batchSize);
        if (acceptedBefore) {
            fixture.acceptOther();
        }
        fixture.gitHub.forgetCalls();
        fixture.answer(_ -> true, Reply.status(status, "{\"message\": \"" + message + "\"}"));
        fixture.owe(MANY);

        fixture.runFor(Duration.ofMinutes(2));
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(20);
        assertThat(fixture.controller().gate.state()).hasValueSatisfying(shut -> {
            assertThat(shut.reason()).isEqualTo(GateReason.FORBIDDEN);
            assertThat(shut.detail()).contains("HTTP " + status).contains(message);
        });
        fixture.gitHub.forgetCalls();
        fixture.runFor(Duration.ofHours(1));
        assertThat(fixture.gitHub.calls()).hasSizeBetween(11, 15);

        assertThat(fixture.attempts()).isZero();
        assertThat(fixture.owed()).isEqualTo(MANY);

        fixture.gitHub.answerNormally();
        fixture.runFor(batchSize == 1 ? Duration.ofMinutes(12) : Duration.ofMinutes(6));
        assertThat(fixture.view()).as("the first acceptance releases all").hasSize(MANY);
        assertThat(fixture.controller().gate.state()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Not Found", "no artifacts found"})
    void nothingDiesByTime(String message) {
        fixture.answer(_ -> true, Reply.status(404, "{\"message\": \"" + message + "\"}"));
        fixture.owe(10);

        fixture.runFor(Duration.ofDays(8));

        assertThat(fixture.owed()).isEqualTo(10);
        assertThat(fixture.attempts()).isZero();
        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofMinutes(6));
        assertThat(fixture.view()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void aFewRowsAreEnoughToSeeIt(int rows) {
        fixture.answer(_ -> true, Reply.status(404, "{\"message\": \"Not Found\"}"));
        fixture.owe(rows);

        fixture.runFor(Duration.ofMinutes(1));

        assertThat(fixture.controller().gate.isShut(GateReason.FORBIDDEN)).isTrue();
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void fewUnknownArtifactsAreProbedEveryFiveMinutes() {
        fixture.answer(_ -> true, Reply.status(404, NO_ARTIFACTS));
        fixture.owe(50);

        fixture.runFor(Duration.ofHours(1));
        assertThat(fixture.gitHub.calls()).hasSizeBetween(12, 15);

        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofMinutes(6));
        assertThat(fixture.view()).hasSize(50);
    }

    @Test
    void mostlyForeignImagesAreNoMissingPermission() {
        for (int image = 0; image < 95; image++) {
            fixture.gitHub.unknown(SampleRecords.digest(image));
        }
        fixture.owe(100);

        fixture.runFor(Duration.ofSeconds(10));

        assertThat(fixture.view()).hasSize(5);
        assertThat(fixture.controller().gate.state()).isEmpty();
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "404, Not Found, parked",
        "403, Resource not accessible by integration, parked",
        "404, no artifacts found, parked"
    })
    void aBatchIsJudgedByOneOfItsRows(int status, String message, String state) {
        fixture.acceptOther();
        fixture.gitHub.forgetCalls();
        fixture.answer(_ -> true, Reply.status(status, "{\"message\": \"" + message + "\"}"));
        fixture.owe(100);

        fixture.runFor(Duration.ofMinutes(1));

        assertThat(fixture.callSizes()).containsExactly(100, 1);
        assertThat(fixture.names(state)).hasSize(100);
    }

    @Test
    void aBatchThatIsRefusedForOneRowsSakeIsSplit() {
        fixture.acceptOther();
        String guilty = SampleRecords.name(42);
        fixture.gitHub.answerWith(call -> call.records().stream()
                        .anyMatch(record -> record.deploymentName().equals(guilty))
                ? Optional.of(
                        Reply.status(403, "{\"message\": {\"cause\": \"unauthorized\", \"repositories\": [\"x\"]}}"))
                : Optional.empty());
        fixture.owe(100);

        fixture.runFor(Duration.ofMinutes(1));

        assertThat(fixture.names("parked")).containsExactly(guilty);
        assertThat(fixture.view()).hasSize(99);
        assertThat(fixture.gitHub.calls()).hasSizeLessThan(20);
    }

    @Test
    void aRowThatIsRefusedForGoodIsNotWhatEveryProbeTries() {
        fixture.acceptOther();
        fixture.gitHub.forbid(SampleRecords.digest(0));
        fixture.owe(1);
        fixture.runFor(Duration.ofMinutes(1));
        fixture.answer(_ -> true, Reply.status(403, "{\"message\": \"no\"}"));
        fixture.owe(20);
        fixture.runFor(Duration.ofHours(2));
        assertThat(fixture.controller().gate.isShut(GateReason.FORBIDDEN)).isTrue();

        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofMinutes(11));

        assertThat(fixture.view()).hasSize(20);
    }

    @Test
    void aDecommissionSurvivesAMissingPermission() {
        fixture.owe(SampleRecords.deployed("web", 7, "v1"));
        fixture.runFor(Duration.ofSeconds(1));
        fixture.answer(_ -> true, Reply.status(404, NO_ARTIFACTS));
        fixture.owe(SampleRecords.gone("web"));

        fixture.runFor(Duration.ofDays(10));
        assertThat(fixture.owed()).isEqualTo(1);
        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofHours(7));

        assertThat(fixture.stored("web").status()).isEqualTo("decommissioned");
    }

    @Test
    void everyProbeCarriesAnotherRow() {
        fixture.answer(_ -> true, Reply.status(403, "{\"message\": \"no\"}"));
        fixture.owe(10);
        fixture.runFor(Duration.ofMinutes(1));
        fixture.gitHub.forgetCalls();

        fixture.runFor(Duration.ofMinutes(46));

        List<Call> probes = fixture.gitHub.calls();
        assertThat(probes)
                .hasSize(9)
                .extracting(call -> call.records().getFirst().deploymentName())
                .doesNotHaveDuplicates();
    }

    @Test
    void aLimitAmongRefusalsIsKept() {
        fixture.answer(_ -> true, Reply.status(403, "{\"message\": \"no\"}"));
        fixture.owe(10);
        fixture.runFor(Duration.ofMinutes(1));
        fixture.answer(_ -> true, Reply.status(403, "{\"message\": \"slow\"}", Map.of("Retry-After", "3600")));
        fixture.runFor(Duration.ofMinutes(5));
        fixture.gitHub.forgetCalls();
        Instant limited = fixture.clock.instant();

        fixture.runFor(Duration.ofMinutes(50));

        assertThat(fixture.gitHub.calls()).as("since " + limited).isEmpty();
        assertThat(fixture.controller().gate.isShut(GateReason.RATE_LIMIT)).isTrue();
    }
}
