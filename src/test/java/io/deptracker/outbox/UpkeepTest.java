package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.many;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
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
                    new LateRows(outbox.file(), outbox.clock, LONG, LONG),
                    new Confirmations(outbox.file(), outbox.clock),
                    new Pruning(outbox.file(), outbox.clock, LONG, LONG),
                    due::incrementAndGet,
                    reaped::addAndGet);
            try (upkeep) {
                upkeep.start();
                assertThat(reaped).hasValue(3);

                outbox.queue().lease(2);
                outbox.clock.advance(TestOutbox.LEASE_TIME);

                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(reaped).hasValue(5));
                await().untilAsserted(() -> assertThat(due).hasValue(1));
            }
        }
    }
}
