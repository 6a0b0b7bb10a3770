package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stop: the workers deliver what is due, on the real clock, but not for longer than they may. */
@Timeout(60)
class DrainTest {
    @AutoClose
    private final WorkersFixture fixture;

    DrainTest(@TempDir Path folder) throws Exception {
        fixture = new WorkersFixture(folder);
    }

    @Test
    void drainDoesNotWaitForAPause() throws Exception {
        new GateStore(fixture.controller.outbox).pause(new GateStore.Pause("", WorkersFixture.CLOCK.instant()));
        fixture.owe(0, 5);
        fixture.workers.start(2);
        fixture.awaitBeats(2);
        long start = System.nanoTime();

        assertThat(fixture.workers.drain(WorkersFixture.SOON)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WorkersFixture.AT_ONCE);
        assertThat(fixture.gitHub.calls()).isEmpty();
    }

    @Test
    void drainDeliversWhatIsDueAndStops() throws Exception {
        fixture.gitHub.latency(Duration.ofMillis(50));
        fixture.workers.start(2);
        fixture.owe(0, 100);

        assertThat(fixture.workers.drain(WorkersFixture.SOON)).isTrue();

        assertThat(fixture.gitHub.view()).hasSize(100);
        assertThat(fixture.delivered()).isEqualTo(100);
    }

    @Test
    void drainWaitsForNothingWhenNothingIsDue() throws Exception {
        fixture.workers.start(2);
        fixture.awaitIdle();
        long start = System.nanoTime();

        assertThat(fixture.workers.drain(WorkersFixture.SOON)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WorkersFixture.AT_ONCE);
    }

    @Test
    void drainFinishesTheCallInFlight() throws Exception {
        fixture.gitHub.latency(Duration.ofMillis(500));
        fixture.owe(0, 1);
        fixture.workers.start(1);
        fixture.gitHub.awaitCalls(1, WorkersFixture.SOON);

        assertThat(fixture.workers.drain(WorkersFixture.SOON)).isTrue();

        assertThat(fixture.delivered()).isEqualTo(1);
        assertThat(fixture.gitHub.calls()).hasSize(1);
    }

    @Test
    void drainKeepsItsTimeWhereGitHubHangs() throws Exception {
        fixture.gitHub.answerWith(_ -> Optional.of(Reply.hang()));
        fixture.owe(0, 1);
        fixture.workers.start(2);
        fixture.gitHub.awaitCalls(1, WorkersFixture.SOON);
        long start = System.nanoTime();

        assertThat(fixture.workers.drain(Duration.ofMillis(500))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WorkersFixture.AT_ONCE);

        fixture.controller.gitHub.close();
        assertThat(fixture.workers.join(WorkersFixture.AT_ONCE)).isTrue();
        assertThat(new Statistics(fixture.controller.outbox, WorkersFixture.CLOCK)
                        .count()
                        .rows())
                .as("the row was handed back")
                .containsEntry(RowState.PENDING, 1L)
                .containsEntry(RowState.LEASED, 0L);
    }

    @Test
    void drainGivesUpAtOnceWhereTheGateIsShutForLonger() throws Exception {
        fixture.gitHub.answerWith(_ -> Optional.of(Reply.status(429, "", Map.of("Retry-After", "600"))));
        fixture.owe(0, 30);
        fixture.workers.start(1);
        fixture.gitHub.awaitCalls(1, WorkersFixture.SOON);
        long start = System.nanoTime();

        assertThat(fixture.workers.drain(WorkersFixture.SOON)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WorkersFixture.AT_ONCE);
        assertThat(fixture.gitHub.calls()).hasSize(1);
    }

    @Test
    void workerThatIsAboutToLookWhenTheyStopDoesNotGoToSleep() throws Exception {
        var looking = new AtomicBoolean();
        fixture.replaceWorkers(() -> {
            // Holds the worker between its turns until the stop is requested.
            long mark = fixture.controller.signal.mark();
            looking.set(true);
            while (fixture.controller.signal.mark() == mark) {
                Thread.onSpinWait();
            }
        });
        fixture.workers.start(1);
        while (!looking.get()) {
            Thread.onSpinWait();
        }

        assertThat(fixture.workers.drain(WorkersFixture.AT_ONCE)).isTrue();
    }
}
