package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.FullFile;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.Logged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The threads that deliver, on the real clock: when they wake, how they wait and what they report. */
@Timeout(60)
class WorkersTest {
    @AutoClose
    private final WorkersFixture fixture;

    WorkersTest(@TempDir Path folder) throws Exception {
        fixture = new WorkersFixture(folder);
    }

    @Test
    void committedRowWakesThem() throws Exception {
        fixture.workers.start(2);
        long waited = 0;
        for (int n = 0; n < 10; n++) {
            fixture.awaitIdle();
            long start = System.nanoTime();
            fixture.owe(n, n + 1);
            fixture.gitHub.awaitAccepted(n + 1, WorkersFixture.AT_ONCE);
            waited += System.nanoTime() - start;
        }
        // Without a signal they check once a second, so after half of one on average.
        assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void whatIsPausedGoesOutSoonAfterItIsResumed() throws Exception {
        var operatorStore = new GateStore(fixture.controller.outbox);
        operatorStore.pause(new GateStore.Pause("a change of tokens", WorkersFixture.CLOCK.instant()));
        fixture.workers.start(2);
        fixture.owe(0, 5);
        fixture.awaitBeats(6);
        assertThat(fixture.gitHub.calls()).isEmpty();

        operatorStore.resume();

        fixture.gitHub.awaitAccepted(5, WorkersFixture.AT_ONCE.multipliedBy(2));
    }

    @Test
    void theyBeatWhileNothingHappens() throws Exception {
        fixture.workers.start(1);

        fixture.awaitIdle();

        assertThat(fixture.beats).hasPositiveValue();
    }

    @Test
    void eachBeatsByItselfSoThatOneThatHasDiedIsSeen() throws Exception {
        fixture.workers.start(3);

        fixture.awaitBeats(6);

        assertThat(fixture.names).containsExactlyInAnyOrder("delivery-1", "delivery-2", "delivery-3");
    }

    @Test
    void aFaultThatLastsIsLoggedOnce() throws Exception {
        fixture.owe(0, 1);
        FullFile.takesNoChange(fixture.controller.outbox);
        try (var logged = new Logged()) {
            fixture.workers.start(3);
            fixture.awaitBeats(15);

            assertThat(logged.texts(Level.WARN))
                    .containsExactly("delivery failed; its rows are tried again when their lease expires");
        }
    }

    @Test
    void idleWorkersDoNotSpin() throws Exception {
        fixture.workers.start(4);
        fixture.owe(0, 1);
        fixture.gitHub.awaitAccepted(1, WorkersFixture.SOON);
        fixture.awaitIdle();
        int before = fixture.beats.get();

        long mark = fixture.controller.signal.mark();
        fixture.controller.signal.await(mark, Duration.ofSeconds(1));

        assertThat(fixture.beats.get() - before).isLessThan(20);
    }

    @Test
    void manyWorkersDeliverEachRowOnce() throws Exception {
        fixture.owe(0, 150);
        fixture.workers.start(4);

        fixture.gitHub.awaitAccepted(150, WorkersFixture.SOON);

        assertThat(fixture.workers.drain(WorkersFixture.SOON)).isTrue();
        assertThat(fixture.gitHub.accepted())
                .extracting(ReceivedRecord::deploymentName)
                .doesNotHaveDuplicates();
        assertThat(fixture.delivered()).isEqualTo(150);
    }

    @Test
    void rateLimitIsWaitedForByTheClock() throws Exception {
        var limited = new AtomicBoolean();
        fixture.gitHub.answerWith(_ -> limited.getAndSet(true)
                ? Optional.empty()
                : Optional.of(Reply.status(429, "", Map.of("Retry-After", "1"))));
        fixture.owe(0, 1);
        fixture.workers.start(2);

        fixture.gitHub.awaitAccepted(1, WorkersFixture.SOON);

        var calls = fixture.gitHub.calls();
        assertThat(calls).hasSize(2);
        assertThat(Duration.between(calls.get(0).at(), calls.get(1).at()))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    }
}
