package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Environment;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, in which calls and which order, while GitHub is available. */
@Timeout(60)
class CourierTest {
    private static final String WEB = "web";

    @TempDir
    private Path folder;

    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder, 3);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void singleRowIsPostedSingly() {
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.calls())
                .singleElement()
                .extracting(Call::batch)
                .isEqualTo(false);
        assertThat(fixture.stored(WEB).digest()).isEqualTo(SampleRecords.digest(1));
        assertThat(fixture.names("delivered")).containsExactly(WEB);
    }

    @Test
    void backlogGoesOutInBatchesOfTheSizeAtMost() {
        fixture.owe(7);

        fixture.runUntilIdle();

        assertThat(fixture.callSizes()).containsExactly(3, 3, 1);
        assertThat(fixture.gitHub.view()).hasSize(7);
        assertThat(fixture.names("delivered")).hasSize(7);
    }

    @Test
    void whatIsOwedLongestGoesFirst() {
        fixture.owe(SampleRecords.deployed("z", 1, "v1"));
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.owe(
                SampleRecords.deployed("a", 2, "v1"),
                SampleRecords.deployed("b", 3, "v1"),
                SampleRecords.deployed("c", 4, "v1"));

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted())
                .extracting(ReceivedRecord::deploymentName)
                .containsExactly("z", "a", "b", "c");
    }

    @Test
    void nothingOwedMakesNoCall() {
        fixture.owe(1);
        fixture.runUntilIdle();
        fixture.gitHub.forgetCalls();

        fixture.owe(SampleRecords.deployed(0));
        fixture.restart();
        fixture.runFor(Duration.ofDays(1));

        assertThat(fixture.gitHub.calls()).isEmpty();
    }

    @Test
    void oneDigestWithTwoVersionsGoesInTwoCalls() {
        fixture.owe(
                SampleRecords.deployed("a", 1, "v1"),
                SampleRecords.deployed("b", 1, "v2"),
                SampleRecords.deployed("c", 1, "v1"));

        fixture.runUntilIdle();

        assertThat(fixture.callSizes()).containsExactly(2, 1);
        assertThat(fixture.gitHub.view()).containsOnlyKeys("a", "b", "c");
        assertThat(fixture.stored("b").version()).isEqualTo("v2");
    }

    @Test
    void eachEnvironmentHasCallsOfItsOwn() {
        DesiredState blue = SampleRecords.deployed("a", 1, "v1");
        DesiredState other = SampleRecords.deployed("b", 2, "v1");
        fixture.owe(blue, new DesiredState(other.workload(), new Environment("test", "", "green"), other.records()));

        fixture.runUntilIdle();

        assertThat(fixture.callSizes()).containsExactly(1, 1);
        assertThat(fixture.stored("b").cluster()).isEqualTo("green");
        assertThat(fixture.stored("b").logicalEnvironment()).isEqualTo("test");
    }

    @Test
    void newerStateOvertakesTheWaitingOne() {
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));
        fixture.owe(SampleRecords.deployed(WEB, 2, "v2"));

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted())
                .extracting(ReceivedRecord::digest)
                .containsExactly(SampleRecords.digest(2));
    }

    @Test
    void decommissionOvertakesAWaitingDeploy() {
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));
        fixture.runUntilIdle();
        fixture.gitHub.forgetCalls();
        fixture.owe(SampleRecords.deployed(WEB, 2, "v2"));
        fixture.owe(SampleRecords.gone(WEB));

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted()).singleElement().satisfies(record -> {
            assertThat(record.status()).isEqualTo("decommissioned");
            assertThat(record.digest()).isEqualTo(SampleRecords.digest(1));
        });
    }

    @Test
    void deploymentThatGitHubNeverHeardOfIsNotTakenBack() {
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));
        fixture.owe(SampleRecords.gone(WEB));

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.calls()).isEmpty();
        assertThat(fixture.names("superseded")).containsExactly(WEB);
    }

    @Test
    void deploymentThatGitHubMayHaveHeardOfIsTakenBack() {
        fixture.failWith(500);
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));
        fixture.runFor(Duration.ofMillis(1));
        fixture.owe(SampleRecords.gone(WEB));
        fixture.gitHub.answerNormally();

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted()).extracting(ReceivedRecord::status).containsExactly("decommissioned");
    }

    @Test
    void stateThatChangesWhileItIsPostedIsPostedAgain() {
        var changed = new AtomicBoolean();
        fixture.gitHub.answerWith(_ -> {
            if (!changed.getAndSet(true)) {
                fixture.owe(SampleRecords.deployed(WEB, 2, "v2"));
                assertThat(fixture.controller().queue.lease(1).leases())
                        .as("nothing of that name while one is in flight")
                        .isEmpty();
            }
            return Optional.empty();
        });
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted())
                .extracting(ReceivedRecord::version)
                .isEqualTo(List.of("v1", "v2"));
    }

    @Test
    void rowWhoseLeaseExpiredInTheCallIsCountedAndPostedAgain() {
        var expired = new AtomicBoolean();
        fixture.gitHub.answerWith(_ -> {
            if (!expired.getAndSet(true)) {
                fixture.clock.advance(Duration.ofMinutes(3));
                fixture.controller().queue.reap();
            }
            return Optional.empty();
        });
        fixture.owe(1);

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted()).hasSize(2);
        assertThat(fixture.names("delivered")).hasSize(1);
        assertThat(fixture.counted("deptracker_leases_lost")).isEqualTo(1);
    }

    @Test
    void callsKeepTheirPace() {
        fixture.owe(3 * 200);

        fixture.runUntilIdle();

        List<Long> seconds = fixture.callSeconds();
        assertThat(seconds).hasSize(200);
        assertThat(seconds.stream().filter(second -> second == 0)).hasSizeBetween(20, 23);
        // 180 calls after the burst, 3 a second.
        assertThat(seconds.getLast()).isBetween(59L, 61L);
    }
}
