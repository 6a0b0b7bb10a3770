package io.deptracker.outbox.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.control.GateStore.ShutGate;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateStoreTest {

    @Test
    void isAsItWasLeftAfterARestart(@TempDir Path folder) {
        var first = new ShutGate(
                GateReason.BAD_CREDENTIAL, "401", SettableClock.START, SettableClock.START.plusSeconds(9), 1);
        var second =
                new ShutGate(GateReason.RATE_LIMIT, "429", SettableClock.START, SettableClock.START.plusSeconds(99), 2);
        try (var outbox = new TestOutbox(folder)) {
            assertThat(new GateStore(outbox.file()).read(outbox.clock.instant()))
                    .isEmpty();

            new GateStore(outbox.file()).shut(first);
            new GateStore(outbox.file()).shut(second);
            outbox.reopen();

            assertThat(new GateStore(outbox.file()).read(outbox.clock.instant()))
                    .contains(second);
            new GateStore(outbox.file()).open();
            new GateStore(outbox.file()).open();
            assertThat(new GateStore(outbox.file()).read(outbox.clock.instant()))
                    .isEmpty();
        }
    }

    @Test
    void anOperatorOpensItOnceForAControllerThatHasItInMemory(@TempDir Path folder) {
        var shut =
                new ShutGate(GateReason.RATE_LIMIT, "429", SettableClock.START, SettableClock.START.plusSeconds(99), 2);
        try (var outbox = new TestOutbox(folder);
                var shared = OutboxFile.openShared(folder.resolve("outbox.db"))) {
            var controller = new GateStore(outbox.file());
            controller.shut(shut);
            assertThat(controller.takeRelease()).isFalse();

            assertThat(new GateStore(shared).release(outbox.clock.instant())).contains(shut);

            assertThat(controller.read(outbox.clock.instant())).isEmpty();
            assertThat(controller.takeRelease()).isTrue();
            assertThat(controller.takeRelease()).isFalse();
        }
    }

    @Test
    void anOpenGateNeedsNoRequest(@TempDir Path folder) {
        try (var outbox = new TestOutbox(folder)) {
            var store = new GateStore(outbox.file());

            assertThat(store.release(outbox.clock.instant())).isEmpty();
            assertThat(store.takeRelease()).isFalse();
        }
    }

    @Test
    void aRequestOutlivesAProbeThatFailsButNotWhatItWasAbout(@TempDir Path folder) {
        try (var outbox = new TestOutbox(folder)) {
            var store = new GateStore(outbox.file());
            Instant since = outbox.clock.instant();
            store.shut(new ShutGate(GateReason.OUTAGE, "oops", since, since.plusSeconds(1), 0));
            outbox.clock.advance(Duration.ofSeconds(1));
            store.release(outbox.clock.instant());

            store.shut(new ShutGate(GateReason.OUTAGE, "oops", since, since.plusSeconds(3), 1));
            assertThat(store.takeRelease()).as("the probe was under way").isTrue();

            store.release(outbox.clock.instant());
            outbox.clock.advance(Duration.ofSeconds(1));
            store.shut(new ShutGate(GateReason.RATE_LIMIT, "slow", outbox.clock.instant(), since.plusSeconds(60), 0));
            assertThat(store.takeRelease())
                    .as("a request to end the outage, not the rate limit")
                    .isFalse();
        }
    }
}
