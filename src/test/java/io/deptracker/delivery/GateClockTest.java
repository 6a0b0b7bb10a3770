package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.control.GateReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set while the gate is shut. */
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
    @ValueSource(ints = {-100, -1, 1, 100})
    void aRateLimitLastsAsLongAsGitHubAskedForWhateverTheClockShows(int hours) {
        fixture.calls(fixture.limit(LIMIT));
        fixture.setWall(HOUR.multipliedBy(hours));

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.wall().plus(LIMIT)));

        fixture.clock.advance(LIMIT.minusMillis(1));
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Refused.class);
        fixture.clock.advance(Duration.ofMillis(1));
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-100, -1})
    void aRateLimitLastsNoLongerIfTheClockIsSetBackBeforeARestart(int hours) {
        fixture.calls(fixture.limit(LIMIT));
        fixture.setWall(HOUR.multipliedBy(hours));

        fixture.restart();

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.wall().plus(LIMIT)));
        fixture.clock.advance(LIMIT);
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Admitted.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = GateReason.class,
            names = {"OUTAGE", "BAD_CREDENTIAL", "FORBIDDEN"})
    void aClockThatIsSetBackBeforeARestartDelaysNoProbe(GateReason reason) {
        fixture.shutFor(reason);
        fixture.setWall(HOUR.multipliedBy(-3));

        fixture.restart();

        Instant from = fixture.clock.instant();
        fixture.nextProbe();
        assertThat(Duration.between(from, fixture.clock.instant())).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aClockThatIsSetMakesNoProbe(int hours) {
        fixture.shutFor(GateReason.FORBIDDEN);

        fixture.setWall(HOUR.multipliedBy(hours));

        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Refused.class);
        fixture.clock.advance(Duration.ofMinutes(5));
        assertThat(fixture.entered().probe()).isTrue();
    }

    @Test
    void whatAnOperatorReadsIsLimitedToWhatItCanBe() {
        fixture.calls(fixture.limit(LIMIT));
        fixture.setWall(HOUR.negated());

        assertThat(fixture.operatorStore().read(fixture.wall())).hasValueSatisfying(shut -> {
            assertThat(shut.since()).isEqualTo(fixture.wall());
            assertThat(shut.until()).isEqualTo(fixture.wall().plus(LIMIT));
        });
    }
}
