package io.deptracker.outbox.upkeep;

import static io.deptracker.outbox.Fixtures.many;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.testing.Logged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    private static final Duration LONG = Duration.ofDays(30);

    @Test
    void everyLeaseThatIsTakenBackIsCountedAlsoThoseOfTheStart(@TempDir Path folder) {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(many(3));
            outbox.lease();
            var reaped = new AtomicInteger();
            var due = new AtomicInteger();
            var upkeep = new Upkeep(
                    outbox.file(),
                    outbox.queue(),
                    new ClockSkewRepair(outbox.file(), outbox.clock, LONG, LONG),
                    new Confirmations(outbox.file(), outbox.clock),
                    new Pruning(outbox.file(), outbox.clock, LONG, LONG),
                    due::incrementAndGet,
                    reaped::addAndGet,
                    outbox.clock);
            try (upkeep) {
                upkeep.start(() -> {});
                assertThat(reaped).hasValue(3);

                outbox.queue().lease(2);
                outbox.clock.advance(TestOutbox.LEASE_TIME);

                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(reaped).hasValue(5));
                await().untilAsserted(() -> assertThat(due).hasValue(1));
            }
        }
    }

    @Test
    void aFaultThatLastsIsLoggedOnceAndSoIsItsEnd(@TempDir Path folder) {
        try (var logged = new Logged();
                var outbox = new TestOutbox(folder)) {
            var beats = new AtomicInteger();
            try (var upkeep = upkeep(outbox, _ -> {})) {
                upkeep.start(beats::incrementAndGet, OFTEN);
                await().untilAsserted(() -> assertThat(beats).hasValueGreaterThan(6));
                // Reaping and pruning fail without the table.
                outbox.sql("ALTER TABLE outbox RENAME TO gone");
                int then = beats.get();
                await().untilAsserted(() -> assertThat(beats).hasValueGreaterThan(then + 30));
                assertThat(logged.texts(Level.ERROR)).containsExactly("reaping expired leases failed; retrying");

                outbox.sql("ALTER TABLE gone RENAME TO outbox");

                await().untilAsserted(() ->
                        assertThat(logged.texts(Level.INFO)).contains("reaping expired leases works again"));
                assertThat(logged.texts(Level.ERROR)).hasSize(1);
            }
        }
    }

    /** The liveness probe watches the heartbeat. */
    @Test
    void itsHeartbeatStopsIfItsThreadEnds(@TempDir Path folder) {
        try (var logged = new Logged();
                var outbox = new TestOutbox(folder)) {
            outbox.commit(many(1));
            var beats = new AtomicInteger();
            try (var upkeep = upkeep(outbox, _ -> {
                throw new OutOfMemoryError("of the test");
            })) {
                upkeep.start(beats::incrementAndGet, OFTEN);
                outbox.lease();
                outbox.clock.advance(TestOutbox.LEASE_TIME);

                await().untilAsserted(() -> assertThat(logged.texts(Level.ERROR))
                        .containsExactly("upkeep ended; the liveness probe fails until a restart"));

                int then = beats.get();
                await().during(OFTEN.multipliedBy(10)).until(() -> beats.get() == then);
            }
        }
    }

    private static Upkeep upkeep(TestOutbox outbox, IntConsumer onReaped) {
        return new Upkeep(
                outbox.file(),
                outbox.queue(),
                new ClockSkewRepair(outbox.file(), outbox.clock, LONG, LONG),
                new Confirmations(outbox.file(), outbox.clock),
                new Pruning(outbox.file(), outbox.clock, LONG, LONG),
                () -> {},
                onReaped,
                outbox.clock);
    }
}
