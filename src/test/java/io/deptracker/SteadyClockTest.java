package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTest {
    private final SettableClock wall = new SettableClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SteadyClock steady = new SteadyClock(wall, nanos::get);

    @Test
    void goesOnAsNanosecondsDoAlsoOverTheirEnd() {
        assertThat(steady.instant()).isEqualTo(SettableClock.START);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(steady.instant()).isEqualTo(SettableClock.START.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T11:00:00Z", "2026-03-01T09:00:00Z", "1970-01-01T00:00:00Z"})
    void doesNotCareToWhatTheClockOnTheWallIsSet(String to) {
        wall.set(Instant.parse(to));

        assertThat(steady.instant()).isEqualTo(SettableClock.START);
    }
}
