package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.GateStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may pass, and how long a rate limit holds. */
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
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void rateLimitShutsItForAllUntilItsInstant() {
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(60)));
        fixture.clock.advance(Duration.ofSeconds(60));
        // It needs no probe: the instant was stated.
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
        assertThat(fixture.gate().state()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {Gate.RATE_LIMIT, Gate.BAD_CREDENTIAL, Gate.OUTAGE})
    void anOperatorOpensItInTheRunningController(String reason) {
        if (reason.equals(Gate.RATE_LIMIT)) {
            fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(3600), "slow down");
        } else {
            fixture.probeOf(reason);
        }
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Closed.class);

        assertThat(fixture.byHand()
                        .release(fixture.clock.instant())
                        .orElseThrow()
                        .reason())
                .isEqualTo(reason);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
        assertThat(fixture.gate().state()).isEmpty();
        assertThat(fixture.byHand().read()).isEmpty();
        // Once: what shuts it afterwards holds.
        fixture.gate().rateLimited(fixture.entered(), fixture.clock.instant().plusSeconds(60), "slow down");
        assertThat(fixture.gate().enter()).isInstanceOf(Entry.Closed.class);
    }

    @Test
    void rateLimitOnlyMovesLater() {
        Entry.Open first = fixture.entered();
        Entry.Open second = fixture.entered();
        Entry.Open third = fixture.entered();

        fixture.gate().rateLimited(first, GateFixture.START.plusSeconds(60), "slow down");
        fixture.gate().rateLimited(second, GateFixture.START.plusSeconds(30), "slow down");
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(60)));
        fixture.gate().rateLimited(third, GateFixture.START.plusSeconds(90), "slow down");

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(90)));
    }

    @Test
    void rateLimitIsStoredWithReasonAndInstants() {
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");

        fixture.restart();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(60)));
        assertThat(fixture.gate().state())
                .contains(new GateStore.Shut(
                        Gate.RATE_LIMIT, "slow down", GateFixture.START, GateFixture.START.plusSeconds(60), 0));
    }

    @Test
    void openingIsStoredToo() {
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");
        fixture.clock.advance(Duration.ofSeconds(60));
        fixture.entered();

        fixture.restart();
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void callBegunBeforeOpensNoRateLimit() {
        Entry.Open before = fixture.entered();
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");

        fixture.gate().answered(before);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(60)));
    }

    @Test
    void probeThatPassesOpensNoRateLimit() {
        Entry.Open before = fixture.entered();
        Entry.Open probe = fixture.probeOf(Gate.OUTAGE);
        fixture.gate().rateLimited(before, fixture.clock.instant().plusSeconds(60), "slow down");

        fixture.gate().answered(probe);

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Closed(fixture.clock.instant().plusSeconds(60)));
        fixture.restart();
        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Closed(fixture.clock.instant().plusSeconds(60)));
    }

    @Test
    void probeThatFailsShortensNoRateLimit() {
        Entry.Open before = fixture.entered();
        Entry.Open probe = fixture.probeOf(Gate.OUTAGE);
        fixture.gate().rateLimited(before, fixture.clock.instant().plusSeconds(60), "slow down");

        fixture.gate().faulted(probe, 9, "oops");

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Closed(fixture.clock.instant().plusSeconds(60)));
    }

    @Test
    void badCredentialShortensNoRateLimit() {
        Entry.Open before = fixture.entered();
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");

        fixture.gate().badCredential(before, "bad");

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(60)));
    }

    @Test
    void clockSetBackMakesRoomForNoCall() {
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");

        fixture.clock.advance(Duration.ofHours(-1));

        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Closed(fixture.clock.instant().plusSeconds(60)));
    }

    @Test
    void paceHoldsWhileItIsOpen() {
        fixture.restart(new Pace(fixture.clock, 2, 1));
        fixture.entered();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusMillis(500)));
    }

    @Test
    void leavingGivesThePermitBack() {
        fixture.restart(new Pace(fixture.clock, 2, 1));

        fixture.gate().leave(fixture.entered());

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
    }

    @Test
    void pauseShutsItUntilItIsTakenBack() {
        fixture.byHand().pause(new GateStore.Pause("tokens change", GateFixture.START));
        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(1)));
        assertThat(fixture.gate().isShut(Gate.PAUSED)).isTrue();
        fixture.clock.advance(Duration.ofDays(1));
        fixture.restart();
        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Closed(fixture.clock.instant().plusSeconds(1)));

        fixture.byHand().resume();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
        assertThat(fixture.gate().isShut(Gate.PAUSED)).isFalse();
    }

    @Test
    void pauseAndRateLimitHoldApart() {
        fixture.gate().rateLimited(fixture.entered(), GateFixture.START.plusSeconds(60), "slow down");
        fixture.byHand().pause(new GateStore.Pause("", GateFixture.START));
        assertThat(Gate.REASONS).filteredOn(fixture.gate()::isShut).containsOnly(Gate.PAUSED, Gate.RATE_LIMIT);

        fixture.byHand().resume();

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(60)));
    }

    @Test
    void whatComesOfACallUnderWayCountsWhileItIsPaused() {
        Entry.Open before = fixture.entered();
        fixture.byHand().pause(new GateStore.Pause("", GateFixture.START));

        fixture.gate().badCredential(before, "bad");

        assertThat(fixture.gate().isShut(Gate.BAD_CREDENTIAL)).isTrue();
    }
}
