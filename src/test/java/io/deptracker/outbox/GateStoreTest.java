package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.GateStore.Shut;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateStoreTest {

    @Test
    void isAsItWasLeftAfterARestart(@TempDir Path folder) {
        var first = new Shut("credential", "401", SettableClock.START, SettableClock.START.plusSeconds(9), 1);
        var second = new Shut("rate_limit", "429", SettableClock.START, SettableClock.START.plusSeconds(99), 2);
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
}
