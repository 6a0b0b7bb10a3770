package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passing faults of GitHub: an outage is no row's fault, costs few calls and is over soon after GitHub is back. */
@Timeout(60)
class OutageTest {
    @TempDir
    private Path folder;

    @AutoClose
    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void outageOfHoursKillsNothingAndCostsFewCalls(int batchSize) {
        fixture.restart(batchSize);
        fixture.failWith(500);
        fixture.owe(50);

        fixture.runFor(Duration.ofHours(6));

        assertThat(fixture.names("dead")).isEmpty();
        assertThat(fixture.owed()).isEqualTo(50);
        assertThat(fixture.attempts()).isZero();
        // At most five to detect it, five while the distance doubles, then every half minute for an hour, then every
        // two minutes.
        assertThat(fixture.gitHub.calls()).hasSizeBetween(200, 5 + 5 + 120 + 150);
        assertThat(DeliveryFixture.distances(fixture.gitHub.calls()).subList(20, 120))
                .containsOnly(Duration.ofSeconds(30));
        assertThat(DeliveryFixture.distances(fixture.gitHub.calls()).subList(140, 200))
                .containsOnly(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void everythingGoesOutWithinASecondOfTheProbeThatPasses(int batchSize) {
        fixture.restart(batchSize);
        fixture.failWith(503);
        fixture.owe(15);
        fixture.runFor(Duration.ofHours(3));
        fixture.gitHub.forgetCalls();
        Instant over = fixture.clock.instant();

        fixture.gitHub.answerNormally();
        fixture.runUntilIdle();

        assertThat(fixture.gitHub.view()).hasSize(15);
        Instant probe = fixture.gitHub.calls().getFirst().at();
        assertThat(Duration.between(over, probe)).isLessThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(Duration.between(probe, fixture.gitHub.calls().getLast().at()))
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(fixture.controller().gate.state()).isEmpty();
    }

    @Test
    void connectionsThatFailAreAnOutageToo() {
        fixture.answer(_ -> true, Reply.cutOff());
        fixture.owe(10);

        fixture.runFor(Duration.ofMinutes(1));

        assertThat(fixture.controller().gate.state())
                .hasValueSatisfying(shut -> assertThat(shut.reason()).isEqualTo(GateReason.OUTAGE));
        assertThat(fixture.names("dead")).isEmpty();
    }

    @Test
    void restartInAnOutageProbesNoFaster() {
        fixture.failWith(500);
        fixture.owe(10);
        fixture.runFor(Duration.ofHours(2));
        fixture.gitHub.forgetCalls();

        for (int i = 0; i < 10; i++) {
            fixture.restart();
            fixture.runFor(Duration.ofMinutes(1));
        }

        assertThat(fixture.gitHub.calls()).hasSize(5);
    }

    @Test
    void probeCarriesASingleRecord() {
        fixture.failWith(500);
        fixture.owe(300);
        fixture.runFor(Duration.ofMinutes(1));
        fixture.gitHub.forgetCalls();

        fixture.runFor(Duration.ofHours(1));

        assertThat(fixture.callSizes()).isNotEmpty().containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void anOutageHealsWithin35SecondsAndCostsFewCalls(int rows) {
        fixture.failWith(503);
        fixture.owe(rows);
        fixture.runFor(Duration.ofHours(1));
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(150);

        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofSeconds(35));

        assertThat(fixture.gitHub.view()).hasSize(rows);
    }

    @Test
    void anOutageOf150SecondsHealsWithin35() {
        fixture.failWith(503);
        fixture.owe(40);
        fixture.runFor(Duration.ofSeconds(150));

        fixture.gitHub.answerNormally();
        fixture.runFor(Duration.ofSeconds(35));

        assertThat(fixture.gitHub.view()).hasSize(40);
    }

    @Test
    void aPostThatIsStoredLateIsCorrectedMinutesLater() {
        List<Call> lost = new CopyOnWriteArrayList<>();
        fixture.gitHub.answerWith(call -> {
            if (!lost.isEmpty()) {
                return Optional.empty();
            }
            lost.add(call);
            return Optional.of(Reply.status(504, ""));
        });
        fixture.owe(SampleRecords.deployed("web", 1, "v1"));
        fixture.runFor(Duration.ofMillis(1));
        fixture.owe(SampleRecords.deployed("web", 2, "v2"));
        fixture.runFor(Duration.ofSeconds(10));
        assertThat(fixture.stored("web").version()).isEqualTo("v2");
        fixture.gitHub.storeLate(lost.getFirst());
        assertThat(fixture.stored("web").version()).isEqualTo("v1");

        fixture.runFor(Duration.ofMinutes(5));
        fixture.controller().confirmations.run();
        fixture.runUntilIdle();

        assertThat(fixture.stored("web").version()).isEqualTo("v2");
        assertThat(fixture.callsWith("web")).hasSize(3);
    }
}
