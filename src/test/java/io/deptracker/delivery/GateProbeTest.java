package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.GateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How it shuts for a bad credential or an outage, and finds out when that is over. */
class GateProbeTest {
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
    void badCredentialIsProbedByOneCallAtATime() {
        Entry.Open probe = fixture.probeOf(Gate.BAD_CREDENTIAL);

        assertThat(probe.probe()).isTrue();
        assertThat(fixture.gate().enter())
                .isInstanceOfSatisfying(
                        Entry.Closed.class, closed -> assertThat(closed.until()).isAfter(fixture.clock.instant()));
    }

    @Test
    void probesComeInGrowingDistancesUpToFiveMinutes() {
        fixture.gate().badCredential(fixture.entered(), "bad");

        List<Long> distances = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Instant from = fixture.clock.instant();
            Entry.Open probe = fixture.nextProbe();
            distances.add(Duration.between(from, fixture.clock.instant()).toSeconds());
            fixture.gate().badCredential(probe, "bad");
        }

        assertThat(distances).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    }

    @Test
    void distanceOfProbesIsKeptAcrossARestart() {
        fixture.gate().badCredential(fixture.entered(), "bad");
        for (int i = 0; i < 5; i++) {
            fixture.gate().badCredential(fixture.nextProbe(), "bad");
        }

        fixture.restart();

        Instant from = fixture.clock.instant();
        fixture.gate().badCredential(fixture.nextProbe(), "bad");
        assertThat(fixture.clock.instant()).isEqualTo(from.plusSeconds(32));
        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Closed(fixture.clock.instant().plusSeconds(64)));
    }

    @Test
    void probeThatPassesOpensItForAll() {
        fixture.gate().answered(fixture.probeOf(Gate.BAD_CREDENTIAL));

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
        fixture.restart();
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void probeThatFindsNothingToDoLetsTheNextOneProbe() {
        fixture.gate().leave(fixture.probeOf(Gate.BAD_CREDENTIAL));

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(true));
    }

    @Test
    void callsThatWereUnderWaySayNothingNewOfABadCredential() {
        Entry.Open first = fixture.entered();
        Entry.Open second = fixture.entered();
        Entry.Open third = fixture.entered();
        fixture.gate().badCredential(first, "bad");

        fixture.gate().badCredential(second, "bad");
        fixture.gate().answered(third);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Closed(GateFixture.START.plusSeconds(1)));
    }

    @Test
    void faultsOfThreeRecordsInARowAreAnOutage() {
        fixture.gate().faulted(fixture.entered(), 1, "oops");
        fixture.gate().faulted(fixture.entered(), 2, "oops");
        assertThat(fixture.gate().state()).isEmpty();

        fixture.gate().faulted(fixture.entered(), 3, "oops");

        assertThat(fixture.gate().state())
                .contains(new GateStore.Shut(
                        Gate.OUTAGE, "oops", GateFixture.START, GateFixture.START.plusSeconds(1), 0));
    }

    @Test
    void faultsOfFiveCallsInARowAreAnOutage() {
        for (int i = 0; i < 4; i++) {
            fixture.gate().faulted(fixture.entered(), 1, "oops");
        }
        assertThat(fixture.gate().state()).isEmpty();

        fixture.gate().faulted(fixture.entered(), 1, "oops");

        assertThat(fixture.gate().state())
                .hasValueSatisfying(shut -> assertThat(shut.reason()).isEqualTo(Gate.OUTAGE));
    }

    @Test
    void answersInBetweenMakeNoOutage() {
        for (int i = 0; i < 50; i++) {
            fixture.gate().faulted(fixture.entered(), i, "oops");
            fixture.gate().faulted(fixture.entered(), i + 1000, "oops");
            fixture.gate().answered(fixture.entered());
        }

        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void faultIsChargedOnlyWhereTheCallBeforeItPassed() {
        assertThat(fixture.gate().faulted(fixture.entered(), 1, "oops"))
                .as("the first")
                .isTrue();
        assertThat(fixture.gate().faulted(fixture.entered(), 1, "oops"))
                .as("the second in a row")
                .isFalse();
        fixture.gate().answered(fixture.entered());
        assertThat(fixture.gate().faulted(fixture.entered(), 1, "oops"))
                .as("the first after one that passed")
                .isTrue();
    }

    @Test
    void probeIsNeverCharged() {
        assertThat(fixture.gate().faulted(fixture.probeOf(Gate.OUTAGE), 1, "oops"))
                .isFalse();
    }

    @Test
    void callThatWasUnderWayEndsAnOutage() {
        Entry.Open before = fixture.entered();
        fixture.outage();

        fixture.gate().answered(before);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Open(false));
    }
}
