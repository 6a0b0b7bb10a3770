package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which calls are admitted, and how long a rate limit holds. */
class GateTest {
    @TempDir
    private Path folder;

    private GateFixture fixture;

    @BeforeEach
    void open() {
        fixture = new GateFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void isOpenAtFirst() {
        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void rateLimitShutsItForAllUntilItsInstant() {
        fixture.report(fixture.entered(), fixture.limit(Duration.ofSeconds(60)));

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(60)));
        fixture.clock.advance(Duration.ofSeconds(60));
        // No probe is needed: the instant was stated.
        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
        assertThat(fixture.gate().state()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = GateReason.class,
            names = {"RATE_LIMIT", "BAD_CREDENTIAL", "FORBIDDEN", "OUTAGE"})
    void anOperatorOpensIt(GateReason reason) {
        fixture.shutFor(reason);

        assertThat(fixture.operatorStore().release(fixture.wall()))
                .hasValueSatisfying(shut -> assertThat(shut.reason()).isEqualTo(reason));

        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
        assertThat(fixture.gate().state()).isEmpty();
        assertThat(fixture.operatorStore().read(fixture.wall())).isEmpty();
        // Earlier results no longer count: one more is not a streak.
        fixture.calls(GateFixture.refusal(9), GateFixture.fault(9));
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void rateLimitOnlyMovesLater() {
        Entry.Admitted first = fixture.entered();
        Entry.Admitted second = fixture.entered();
        Entry.Admitted third = fixture.entered();

        fixture.report(first, fixture.limit(Duration.ofSeconds(60)));
        fixture.report(second, fixture.limit(Duration.ofSeconds(30)));
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(60)));
        fixture.report(third, fixture.limit(Duration.ofSeconds(90)));

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(90)));
    }

    @Test
    void rateLimitIsStoredWithReasonAndInstants() {
        fixture.report(fixture.entered(), fixture.limit(Duration.ofSeconds(60)));

        fixture.restart();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(60)));
        assertThat(fixture.gate().state())
                .contains(new GateStore.ShutGate(
                        GateReason.RATE_LIMIT, "slow down", GateFixture.START, GateFixture.START.plusSeconds(60), 0));
    }

    @Test
    void openingIsStoredToo() {
        fixture.report(fixture.entered(), fixture.limit(Duration.ofSeconds(60)));
        fixture.clock.advance(Duration.ofSeconds(60));
        fixture.entered();

        fixture.restart();
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void callBegunBeforeOpensNoRateLimit() {
        Entry.Admitted before = fixture.entered();
        fixture.report(fixture.entered(), fixture.limit(Duration.ofSeconds(60)));

        fixture.report(before, GateFixture.ACCEPTED);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(60)));
    }

    @Test
    void probeThatPassesOpensNoRateLimit() {
        Entry.Admitted before = fixture.entered();
        Entry.Admitted probe = fixture.probeOf(GateReason.OUTAGE);
        fixture.report(before, fixture.limit(Duration.ofSeconds(60)));

        fixture.report(probe, GateFixture.ACCEPTED);

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.clock.instant().plusSeconds(60)));
        fixture.restart();
        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.clock.instant().plusSeconds(60)));
    }

    @Test
    void probeThatFailsShortensNoRateLimit() {
        Entry.Admitted before = fixture.entered();
        Entry.Admitted probe = fixture.probeOf(GateReason.OUTAGE);
        fixture.report(before, fixture.limit(Duration.ofSeconds(60)));

        fixture.report(probe, GateFixture.fault(9));

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.clock.instant().plusSeconds(60)));
    }

    @Test
    void badCredentialShortensNoRateLimit() {
        Entry.Admitted before = fixture.entered();
        fixture.report(fixture.entered(), fixture.limit(Duration.ofSeconds(60)));

        fixture.report(before, GateFixture.BAD);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(60)));
    }

    @Test
    void paceHoldsWhileItIsOpen() {
        fixture.restart(new Pace(fixture.clock, 2, 1, 0));
        fixture.entered();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusMillis(500)));
    }

    @Test
    void leavingGivesThePermitBack() {
        fixture.restart(new Pace(fixture.clock, 2, 1, 0));

        fixture.gate().leave(fixture.entered());

        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
    }

    @Test
    void pauseShutsItUntilItIsTakenBack() {
        fixture.operatorStore().pause(new GateStore.Pause("tokens change", GateFixture.START));
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(1)));
        assertThat(fixture.gate().isShut(GateReason.PAUSED)).isTrue();
        fixture.clock.advance(Duration.ofDays(1));
        fixture.restart();
        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.clock.instant().plusSeconds(1)));

        fixture.operatorStore().resume();

        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
        assertThat(fixture.gate().isShut(GateReason.PAUSED)).isFalse();
    }

    @Test
    void pauseAndRateLimitHoldApart() {
        fixture.report(fixture.entered(), fixture.limit(Duration.ofSeconds(60)));
        fixture.operatorStore().pause(new GateStore.Pause("", GateFixture.START));
        assertThat(GateReason.values())
                .filteredOn(fixture.gate()::isShut)
                .containsOnly(GateReason.PAUSED, GateReason.RATE_LIMIT);

        fixture.operatorStore().resume();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(60)));
    }

    @Test
    void whatComesOfACallUnderWayCountsWhileItIsPaused() {
        Entry.Admitted before = fixture.entered();
        fixture.operatorStore().pause(new GateStore.Pause("", GateFixture.START));

        fixture.report(before, GateFixture.BAD);

        assertThat(fixture.gate().isShut(GateReason.BAD_CREDENTIAL)).isTrue();
    }
}
