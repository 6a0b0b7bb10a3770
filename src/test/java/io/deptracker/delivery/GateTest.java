package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.GateStore;
import io.deptracker.outbox.OutboxFile;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(START);
    private OutboxFile file;
    private Gate gate;

    @BeforeEach
    void open() {
        file = OutboxFile.open(folder.resolve("outbox.db"));
        gate = gateOfTheFile();
    }

    @AfterEach
    void close() {
        file.close();
    }

    private Gate gateOfTheFile() {
        return new Gate(new GateStore(file), new Pace(clock, 1000, 1000), clock);
    }

    @Test
    void isOpenAtFirst() {
        assertThat(gate.enter()).isEqualTo(new Entry.Open(false));
        assertThat(gate.state()).isEmpty();
    }

    @Test
    void rateLimitShutsItForAllUntilItsInstant() {
        gate.rateLimited(entered(), START.plusSeconds(60), "slow down");

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(60)));
        clock.advance(Duration.ofSeconds(60));
        // It needs no probe: the instant was stated.
        assertThat(gate.enter()).isEqualTo(new Entry.Open(false));
        assertThat(gate.enter()).isEqualTo(new Entry.Open(false));
        assertThat(gate.state()).isEmpty();
    }

    @Test
    void rateLimitOnlyMovesLater() {
        Entry.Open first = entered();
        Entry.Open second = entered();
        Entry.Open third = entered();

        gate.rateLimited(first, START.plusSeconds(60), "slow down");
        gate.rateLimited(second, START.plusSeconds(30), "slow down");
        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(60)));
        gate.rateLimited(third, START.plusSeconds(90), "slow down");

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(90)));
    }

    @Test
    void rateLimitIsStoredWithReasonAndInstants() {
        gate.rateLimited(entered(), START.plusSeconds(60), "slow down");

        Gate restarted = gateOfTheFile();

        assertThat(restarted.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(60)));
        assertThat(restarted.state())
                .contains(new GateStore.Shut(Gate.RATE_LIMIT, "slow down", START, START.plusSeconds(60), 0));
    }

    @Test
    void openingIsStoredToo() {
        gate.rateLimited(entered(), START.plusSeconds(60), "slow down");
        clock.advance(Duration.ofSeconds(60));
        entered();

        assertThat(gateOfTheFile().state()).isEmpty();
    }

    @Test
    void callBegunBeforeOpensNoRateLimit() {
        Entry.Open before = entered();
        gate.rateLimited(entered(), START.plusSeconds(60), "slow down");

        gate.answered(before);

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(60)));
    }

    @Test
    void probeThatPassesOpensNoRateLimit() {
        Entry.Open before = entered();
        Entry.Open probe = probeOf(Gate.OUTAGE);
        gate.rateLimited(before, clock.instant().plusSeconds(60), "slow down");

        gate.answered(probe);

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(clock.instant().plusSeconds(60)));
        assertThat(gateOfTheFile().enter())
                .isEqualTo(new Entry.Closed(clock.instant().plusSeconds(60)));
    }

    @Test
    void probeThatFailsShortensNoRateLimit() {
        Entry.Open before = entered();
        Entry.Open probe = probeOf(Gate.OUTAGE);
        gate.rateLimited(before, clock.instant().plusSeconds(60), "slow down");

        gate.faulted(probe, 9, "oops");

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(clock.instant().plusSeconds(60)));
    }

    @Test
    void badCredentialShortensNoRateLimit() {
        Entry.Open before = entered();
        gate.rateLimited(entered(), START.plusSeconds(60), "slow down");

        gate.badCredential(before, "bad");

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(60)));
    }

    @Test
    void badCredentialIsProbedByOneCallAtATime() {
        Entry.Open probe = probeOf(Gate.BAD_CREDENTIAL);

        assertThat(probe.probe()).isTrue();
        assertThat(gate.enter())
                .isInstanceOfSatisfying(
                        Entry.Closed.class, closed -> assertThat(closed.until()).isAfter(clock.instant()));
    }

    @Test
    void probesComeInGrowingDistancesUpToFiveMinutes() {
        gate.badCredential(entered(), "bad");

        List<Long> distances = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Instant from = clock.instant();
            Entry.Open probe = nextProbe();
            distances.add(Duration.between(from, clock.instant()).toSeconds());
            gate.badCredential(probe, "bad");
        }

        assertThat(distances).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    }

    @Test
    void distanceOfProbesIsKeptAcrossARestart() {
        gate.badCredential(entered(), "bad");
        for (int i = 0; i < 5; i++) {
            gate.badCredential(nextProbe(), "bad");
        }

        gate = gateOfTheFile();

        Instant from = clock.instant();
        gate.badCredential(nextProbe(), "bad");
        assertThat(clock.instant()).isEqualTo(from.plusSeconds(32));
        assertThat(gate.enter()).isEqualTo(new Entry.Closed(clock.instant().plusSeconds(64)));
    }

    @Test
    void probeThatPassesOpensItForAll() {
        gate.answered(probeOf(Gate.BAD_CREDENTIAL));

        assertThat(gate.enter()).isEqualTo(new Entry.Open(false));
        assertThat(gateOfTheFile().state()).isEmpty();
    }

    @Test
    void probeThatFindsNothingToDoLetsTheNextOneProbe() {
        gate.leave(probeOf(Gate.BAD_CREDENTIAL));

        assertThat(gate.enter()).isEqualTo(new Entry.Open(true));
    }

    @Test
    void callsThatWereUnderWaySayNothingNewOfABadCredential() {
        Entry.Open first = entered();
        Entry.Open second = entered();
        Entry.Open third = entered();
        gate.badCredential(first, "bad");

        gate.badCredential(second, "bad");
        gate.answered(third);

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(1)));
    }

    @Test
    void faultsOfThreeRecordsInARowAreAnOutage() {
        gate.faulted(entered(), 1, "oops");
        gate.faulted(entered(), 2, "oops");
        assertThat(gate.state()).isEmpty();

        gate.faulted(entered(), 3, "oops");

        assertThat(gate.state()).contains(new GateStore.Shut(Gate.OUTAGE, "oops", START, START.plusSeconds(1), 0));
    }

    @Test
    void faultsOfFiveCallsInARowAreAnOutage() {
        for (int i = 0; i < 4; i++) {
            gate.faulted(entered(), 1, "oops");
        }
        assertThat(gate.state()).isEmpty();

        gate.faulted(entered(), 1, "oops");

        assertThat(gate.state())
                .hasValueSatisfying(shut -> assertThat(shut.reason()).isEqualTo(Gate.OUTAGE));
    }

    @Test
    void answersInBetweenMakeNoOutage() {
        for (int i = 0; i < 50; i++) {
            gate.faulted(entered(), i, "oops");
            gate.faulted(entered(), i + 1000, "oops");
            gate.answered(entered());
        }

        assertThat(gate.state()).isEmpty();
    }

    @Test
    void faultIsChargedOnlyWhereTheCallBeforeItPassed() {
        assertThat(gate.faulted(entered(), 1, "oops")).as("the first").isTrue();
        assertThat(gate.faulted(entered(), 1, "oops")).as("the second in a row").isFalse();
        gate.answered(entered());
        assertThat(gate.faulted(entered(), 1, "oops"))
                .as("the first after one that passed")
                .isTrue();
    }

    @Test
    void probeIsNeverCharged() {
        assertThat(gate.faulted(probeOf(Gate.OUTAGE), 1, "oops")).isFalse();
    }

    @Test
    void callThatWasUnderWayEndsAnOutage() {
        Entry.Open before = entered();
        outage();

        gate.answered(before);

        assertThat(gate.enter()).isEqualTo(new Entry.Open(false));
    }

    @Test
    void clockSetBackMakesRoomForNoCall() {
        gate.rateLimited(entered(), START.plusSeconds(60), "slow down");

        clock.advance(Duration.ofHours(-1));

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusSeconds(60)));
    }

    @Test
    void paceHoldsWhileItIsOpen() {
        gate = new Gate(new GateStore(file), new Pace(clock, 2, 1), clock);
        entered();

        assertThat(gate.enter()).isEqualTo(new Entry.Closed(START.plusMillis(500)));
    }

    @Test
    void leavingGivesThePermitBack() {
        gate = new Gate(new GateStore(file), new Pace(clock, 2, 1), clock);

        gate.leave(entered());

        assertThat(gate.enter()).isEqualTo(new Entry.Open(false));
    }

    private Entry.Open entered() {
        if (gate.enter() instanceof Entry.Open open) {
            return open;
        }
        throw new AssertionError("shut: " + gate.state());
    }

    private void outage() {
        for (int row = 1; row <= 3; row++) {
            gate.faulted(entered(), row, "oops");
        }
    }

    /** Shuts it for that reason, and lets the first probe in. */
    private Entry.Open probeOf(String reason) {
        if (reason.equals(Gate.OUTAGE)) {
            outage();
        } else {
            gate.badCredential(entered(), "bad");
        }
        return nextProbe();
    }

    private Entry.Open nextProbe() {
        if (gate.enter() instanceof Entry.Closed closed) {
            clock.set(closed.until());
        }
        Entry.Open probe = entered();
        assertThat(probe.probe()).isTrue();
        return probe;
    }
}
