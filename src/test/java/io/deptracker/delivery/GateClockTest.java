package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set while the gate is shut. */
class GateClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private GateFixture fixture;

    @BeforeEach
    void open(@TempDir Path folder) {
        fixture = new GateFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRateLimitLastsNoLongerThanGitHubAskedForWhereTheClockIsSetBack(boolean restarted) {
        fixture.gate().rateLimited(fixture.entered(), now().plus(LIMIT), "slow down");
        fixture.clock.advance(HOUR.negated());
        if (restarted) {
            fixture.restart();
        }

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(now().plus(LIMIT)));

        fixture.clock.advance(LIMIT);
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Open.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {Gate.OUTAGE, Gate.BAD_CREDENTIAL})
    void aLongOutageIsProbedAsOftenAsEverWhereTheClockIsSetBack(String reason) {
        Entry.Open probe = fixture.probeOf(reason);
        Instant end = now().plus(HOUR.multipliedBy(3));
        while (now().isBefore(end)) {
            if (reason.equals(Gate.OUTAGE)) {
                fixture.gate().faulted(probe, 1, "oops");
            } else {
                fixture.gate().badCredential(probe, "bad");
            }
            probe = fixture.nextProbe();
        }
        fixture.gate().faulted(probe, 1, "oops");

        fixture.clock.advance(HOUR.negated());
        fixture.restart();

        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Closed.class);
        fixture.clock.advance(Duration.ofMinutes(5));
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Open.class);
    }

    @Test
    void anHourForwardMakesOneProbeAndNoMore() {
        fixture.outage();

        fixture.clock.advance(HOUR);

        assertThat(fixture.entered().probe()).isTrue();
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Closed.class);
    }

    @Test
    void whatItKeepsIsWhatTheFileHas() {
        fixture.gate().rateLimited(fixture.entered(), now().plus(LIMIT), "slow down");
        fixture.clock.advance(HOUR.negated());
        fixture.gate().enter();
        var kept = fixture.gate().state();

        fixture.restart();

        assertThat(fixture.gate().state()).isEqualTo(kept);
        assertThat(kept).hasValueSatisfying(shut -> {
            assertThat(shut.since()).isEqualTo(now());
            assertThat(shut.until()).isEqualTo(now().plus(LIMIT));
        });
    }

    private Instant now() {
        return fixture.clock.instant();
    }
}
