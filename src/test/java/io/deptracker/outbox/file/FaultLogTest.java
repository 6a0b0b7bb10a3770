package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.deptracker.testing.Logged;
import io.deptracker.testing.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FaultLogTest {
    @AutoClose
    private final Logged logged = new Logged();

    private final SettableClock clock = new SettableClock();
    private final FaultLog faults = new FaultLog(
            LoggerFactory.getLogger(FaultLogTest.class),
            "work failed",
            "work succeeds again",
            clock,
            Duration.ofSeconds(10));

    @Test
    void logsAFaultThatRepeatsOnceAndItsEndOnce() {
        for (int i = 0; i < 100; i++) {
            faults.failed(full());
            clock.advance(Duration.ofSeconds(1));
            faults.succeeded();
        }
        assertThat(logged.texts(Level.INFO)).containsExactly("work failed");

        clock.advance(Duration.ofSeconds(10));
        faults.succeeded();
        faults.succeeded();

        assertThat(logged.texts(Level.INFO)).containsExactly("work failed", "work succeeds again");
        assertThat(String.valueOf(logged.atLeast(Level.INFO).getLast().getKeyValuePairs()))
                .contains("PT1M50S", "failures=\"100\"");
        faults.failed(full());
        assertThat(logged.texts(Level.WARN)).as("begins again").hasSize(2);
    }

    @Test
    void onlyUnknownFaultsAreErrorsWithAStackTrace() {
        faults.failed(full());
        faults.failed(new IllegalStateException("row 17 is odd"));
        faults.failed(new IllegalStateException("row 18 is odd"));

        var events = logged.atLeast(Level.INFO);
        assertThat(events).hasSize(2);
        assertThat(events.getFirst().getLevel()).isEqualTo(Level.WARN);
        assertThat(events.getFirst().getThrowableProxy()).isNull();
        assertThat(String.valueOf(events.getFirst().getKeyValuePairs())).contains("SQLITE_FULL", "the volume is full");
        assertThat(events.getLast().getLevel()).isEqualTo(Level.ERROR);
        assertThat(events.getLast().getThrowableProxy()).isNotNull();
    }

    @Test
    void aMessageThatVariesDoesNotFillTheLog() {
        for (char letter = 'a'; letter <= 'z'; letter++) {
            faults.failed(new IllegalStateException("no " + letter));
        }

        assertThat(logged.atLeast(Level.ERROR)).hasSize(10);
    }

    private static OutboxException full() {
        return new OutboxException("outbox.db", new SQLiteException("[SQLITE_FULL] full", SQLiteErrorCode.SQLITE_FULL));
    }
}
