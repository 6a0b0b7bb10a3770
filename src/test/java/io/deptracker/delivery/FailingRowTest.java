package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that fails while others pass is no outage: it is dead after its attempts, and hardly delays the others. */
@Timeout(60)
class FailingRowTest {
    private static final String GUILTY = "guilty";

    @TempDir
    private Path folder;

    @AutoClose
    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder);
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

        assertThat(DeliveryFixture.distances(fixture.callsWith(GUILTY)))
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
}
