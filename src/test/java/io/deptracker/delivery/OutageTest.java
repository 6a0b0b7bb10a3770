package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** Passing faults: an outage is no row's fault, and a row's fault is no outage. */
@Timeout(60)
class OutageTest {
    private static final String GUILTY = "guilty";

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
        assertThat(distances(fixture.gitHub.calls()).subList(20, 120)).containsOnly(Duration.ofSeconds(30));
        assertThat(distances(fixture.gitHub.calls()).subList(140, 200)).containsOnly(Duration.ofMinutes(2));
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

    @Test
    void rowThatFailsWhileOthersPassIsDeadAfterItsAttempts() {
        othersPass();
        fixture.owe(SampleRecords.deployed(GUILTY, 777, "v1"));

        fixture.runUntilIdle();

        assertThat(fixture.query("SELECT deployment_name || ': ' || last_error FROM dead_letters"))
                .containsExactly(GUILTY + ": HTTP 500: oops");
        assertThat(fixture.callsWith(GUILTY)).hasSize(1 + DeliveryController.MAX_ATTEMPTS);
        assertThat(fixture.controller().gate.state()).isEmpty();
    }

    @Test
    void itsAttemptsComeInGrowingDistances() {
        fixture.acceptOther();
        othersPass();
        fixture.owe(SampleRecords.deployed(GUILTY, 777, "v1"));

        fixture.runUntilIdle();

        assertThat(distances(fixture.callsWith(GUILTY)))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(16));
    }

    @Test
    void rowThatRecoversIsDelivered() {
        othersPass();
        fixture.owe(SampleRecords.deployed(GUILTY, 777, "v1"));
        fixture.runFor(Duration.ofSeconds(5));
        fixture.gitHub.answerNormally();

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.view()).containsKey(GUILTY);
        assertThat(fixture.names("dead")).isEmpty();
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

    @ParameterizedTest
    @ValueSource(ints = {3, 50})
    void failingRowsDelayAHealthyOneByAProbeAtMost(int bad) {
        fixture.answer(record -> record.deploymentName().startsWith(GUILTY), Reply.status(500, ""));
        for (int i = 0; i < bad; i++) {
            fixture.owe(SampleRecords.deployed(GUILTY + i, 700 + i, "v1"));
        }
        fixture.runFor(Duration.ofMinutes(30));

        Duration longest = Duration.ZERO;
        for (int i = 0; i < 60; i++) {
            Instant owed = fixture.clock.instant();
            fixture.owe(1);
            fixture.runFor(Duration.ofMinutes(20));
            Instant accepted =
                    fixture.callsWith(SampleRecords.name(i)).getLast().at();
            assertThat(fixture.gitHub.view()).containsKey(SampleRecords.name(i));
            Duration waited = Duration.between(owed, accepted);
            longest = waited.compareTo(longest) > 0 ? waited : longest;
        }

        assertThat(longest).isLessThanOrEqualTo(Duration.ofMinutes(2).plusSeconds(2));
        assertThat(fixture.names("dead")).hasSize(bad).allMatch(name -> name.startsWith(GUILTY));
        assertThat(fixture.controller().gate.state()).isEmpty();
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

    @Test
    void rowThatFailsAloneDelaysOthersNoLongerThanTwoProbes() {
        fixture.answer(record -> record.deploymentName().equals(GUILTY), Reply.status(500, ""));
        fixture.owe(SampleRecords.deployed(GUILTY, 777, "v1"));
        fixture.runFor(Duration.ofHours(2));

        fixture.owe(5);
        fixture.runFor(Duration.ofMinutes(10).plusSeconds(2));

        assertThat(fixture.gitHub.view()).hasSize(5);
    }

    /** Makes only the guilty record fail, and adds another one to the backlog after each of its calls. */
    private void othersPass() {
        fixture.gitHub.answerWith(call -> {
            if (call.records().stream()
                    .noneMatch(record -> record.deploymentName().equals(GUILTY))) {
                return Optional.empty();
            }
            fixture.owe(1);
            return Optional.of(Reply.status(500, "{\"message\": \"oops\"}"));
        });
    }

    private static List<Duration> distances(List<Call> calls) {
        var distances = new ArrayList<Duration>();
        for (int i = 1; i < calls.size(); i++) {
            distances.add(Duration.between(calls.get(i - 1).at(), calls.get(i).at()));
        }
        return distances;
    }
}
