package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the gate shuts for a bad credential or an outage, and how it finds out that the cause is gone. */
class GateProbeTest {
    @TempDir
    private Path folder;

    @AutoClose
    private GateFixture fixture;

    @BeforeEach
    void open() {
        fixture = new GateFixture(folder);
    }

    @Test
    void badCredentialIsProbedByOneCallAtATime() {
        Entry.Admitted probe = fixture.probeOf(GateReason.BAD_CREDENTIAL);

        assertThat(probe.probe()).isTrue();
        assertThat(fixture.gate().enter())
                .isInstanceOfSatisfying(
                        Entry.Refused.class,
                        closed -> assertThat(closed.until()).isAfter(fixture.clock.instant()));
    }

    @Test
    void aBadCredentialIsProbedInGrowingDistancesUpToFiveMinutes() {
        assertThat(distances(GateReason.BAD_CREDENTIAL, GateFixture.BAD, 12))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    }

    @Test
    void aLongOutageIsProbedLessOften() {
        List<Long> distances = distances(GateReason.OUTAGE, GateFixture.fault(7), 130);

        assertThat(distances).startsWith(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(distances.subList(5, 124)).containsOnly(30L);
        assertThat(distances.subList(125, 130)).containsOnly(120L);
    }

    @Test
    void refusalsOfAllRecordsAreProbedEveryFiveMinutes() {
        assertThat(distances(GateReason.FORBIDDEN, GateFixture.refusal(7), 5)).containsOnly(300L);
    }

    @Test
    void distanceOfProbesIsKeptAcrossARestart() {
        fixture.shutFor(GateReason.BAD_CREDENTIAL);
        for (int i = 0; i < 5; i++) {
            fixture.report(fixture.nextProbe(), GateFixture.BAD);
        }

        fixture.restart();

        Instant from = fixture.clock.instant();
        fixture.report(fixture.nextProbe(), GateFixture.BAD);
        assertThat(fixture.clock.instant()).isEqualTo(from.plusSeconds(32));
        assertThat(fixture.gate().enter())
                .isEqualTo(new Entry.Refused(fixture.clock.instant().plusSeconds(64)));
    }

    @Test
    void probeThatPassesOpensItForAll() {
        fixture.report(fixture.probeOf(GateReason.BAD_CREDENTIAL), GateFixture.JUDGED);

        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
        fixture.restart();
        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void reportsWhetherItOpened() {
        Entry.Admitted before = fixture.entered();
        assertThat(fixture.gate().report(before, GateFixture.ACCEPTED, true)).isFalse();
        Entry.Admitted probe = fixture.probeOf(GateReason.FORBIDDEN);
        assertThat(fixture.gate().report(probe, GateFixture.refusal(1), true)).isFalse();
        assertThat(fixture.gate().report(fixture.nextProbe(), GateFixture.ACCEPTED, true))
                .isTrue();
    }

    @Test
    void probeThatFindsNothingToDoLetsTheNextOneProbe() {
        fixture.gate().leave(fixture.probeOf(GateReason.BAD_CREDENTIAL));

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Admitted(true, true));
    }

    @Test
    void callsThatWereUnderWayDelayNoProbeOfABadCredential() {
        Entry.Admitted first = fixture.entered();
        Entry.Admitted second = fixture.entered();
        fixture.report(first, GateFixture.BAD);
        fixture.clock.advance(Duration.ofMillis(500));

        fixture.report(second, GateFixture.BAD);

        assertThat(fixture.gate().enter()).isEqualTo(new Entry.Refused(GateFixture.START.plusSeconds(1)));
    }

    @Test
    void faultsOfThreeImagesInARowAreAnOutage() {
        fixture.calls(GateFixture.fault(1), GateFixture.fault(2));
        assertThat(fixture.gate().state()).isEmpty();

        fixture.calls(GateFixture.fault(3));

        assertThat(fixture.gate().state())
                .contains(new GateStore.ShutGate(
                        GateReason.OUTAGE, "oops", GateFixture.START, GateFixture.START.plusSeconds(1), 0));
    }

    @Test
    void faultsOfFiveCallsInARowAreAnOutage() {
        for (int i = 0; i < 4; i++) {
            fixture.calls(GateFixture.fault(1));
        }
        assertThat(fixture.gate().state()).isEmpty();

        fixture.calls(GateFixture.fault(1));

        assertThat(fixture.reason()).isEqualTo(GateReason.OUTAGE.toString());
    }

    @Test
    void refusalsOfThreeImagesInARowAreAboutAll() {
        fixture.calls(GateFixture.refusal(1), GateFixture.refusal(2));
        assertThat(fixture.gate().state()).isEmpty();

        fixture.calls(GateFixture.JUDGED, GateFixture.fault(3), GateFixture.refusal(4));

        assertThat(fixture.gate().state())
                .contains(new GateStore.ShutGate(
                        GateReason.FORBIDDEN,
                        "HTTP 403: no",
                        GateFixture.START,
                        GateFixture.START.plusSeconds(300),
                        0));
    }

    @Test
    void oneImageThatIsRefusedAgainAndAgainIsItsOwnMatter() {
        for (int i = 0; i < 50; i++) {
            fixture.calls(GateFixture.refusal(1));
        }

        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void untilSomethingWasAcceptedThreeRefusalsAreEnough() {
        for (int i = 0; i < 3; i++) {
            fixture.gate().report(fixture.entered(), GateFixture.refusal(1), false);
        }

        assertThat(fixture.reason()).isEqualTo(GateReason.FORBIDDEN.toString());
    }

    @Test
    void unknownArtifactsAreNoProofBeforeMoreOfThemWereTried() {
        for (int i = 0; i < 7; i++) {
            fixture.gate().report(fixture.entered(), GateFixture.unknown(i), false);
        }
        assertThat(fixture.gate().state()).isEmpty();

        fixture.gate().report(fixture.entered(), GateFixture.unknown(8), false);

        assertThat(fixture.reason()).isEqualTo(GateReason.FORBIDDEN.toString());
        assertThat(fixture.nextProbe().alone())
                .as("calls carry more than one record")
                .isFalse();
    }

    @Test
    void answersInBetweenMakeNoOutage() {
        for (int i = 0; i < 50; i++) {
            fixture.calls(GateFixture.fault(i), GateFixture.fault(i + 1000), GateFixture.JUDGED);
        }

        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void acceptancesInBetweenMakeNoRefusalOfAll() {
        for (int i = 0; i < 50; i++) {
            fixture.calls(GateFixture.refusal(i), GateFixture.refusal(i + 1000), GateFixture.ACCEPTED);
        }

        assertThat(fixture.gate().state()).isEmpty();
    }

    @Test
    void callThatWasUnderWayEndsAnOutage() {
        Entry.Admitted before = fixture.entered();
        fixture.outage();

        fixture.report(before, GateFixture.JUDGED);

        assertThat(fixture.gate().enter()).isEqualTo(Entry.Admitted.ORDINARY);
    }

    /** Shuts the gate; returns the seconds between probes that all fail so. */
    private List<Long> distances(GateReason reason, CallResult failure, int probes) {
        fixture.shutFor(reason);
        List<Long> distances = new ArrayList<>();
        for (int i = 0; i < probes; i++) {
            Instant from = fixture.clock.instant();
            Entry.Admitted probe = fixture.nextProbe();
            distances.add(Duration.between(from, fixture.clock.instant()).toSeconds());
            fixture.report(probe, failure);
        }
        return distances;
    }
}
