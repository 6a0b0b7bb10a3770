package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final int BURST = 4;

    private final SettableClock clock = new SettableClock(START);
    private final Pace pace = new Pace(clock, 2, BURST, 0);

    @Test
    void startsWithABurst() {
        assertThat(taken()).isEqualTo(BURST);
    }

    @Test
    void goesOnAtItsRate() {
        taken();

        for (int i = 1; i <= 10; i++) {
            assertThat(pace.take()).contains(START.plusMillis(500L * i));
            clock.advance(Duration.ofMillis(499));
            assertThat(pace.take()).isPresent();
            clock.advance(Duration.ofMillis(1));
            assertThat(pace.take()).as("permit " + i).isEmpty();
        }
    }

    @Test
    void savesUpNoMoreThanABurst() {
        taken();

        clock.advance(Duration.ofDays(1));

        assertThat(taken()).isEqualTo(BURST);
    }

    @Test
    void savesUpWhatItDidNotUse() {
        taken();

        clock.advance(Duration.ofMillis(1500));

        assertThat(taken()).isEqualTo(3);
    }

    @Test
    void permitThatIsGivenBackCanBeTakenAgain() {
        taken();

        pace.release();

        assertThat(taken()).isEqualTo(1);
    }

    @Test
    void permitsGivenBackToAFullBucketAreNoMoreThanABurst() {
        assertThat(pace.take()).isEmpty();
        clock.advance(Duration.ofHours(1));

        IntStream.range(0, 10).forEach(_ -> pace.release());

        assertThat(taken()).isEqualTo(BURST);
    }

    @Test
    void clockSetForwardAnHourIsABurstAtMost() {
        taken();

        clock.advance(Duration.ofHours(1));

        assertThat(taken()).isEqualTo(BURST);
        assertKeepsItsRate();
    }

    @Test
    void rateThatIsNoWholeNumberOfMillisecondsIsKept() {
        assertThat(calls(new Pace(clock, 3, 20, 0), Duration.ofMinutes(10))).hasSizeBetween(1799, 1801);
    }

    @Test
    void noMinuteHasMoreCallsThanItsRateAllows() {
        assertNoMinuteHasMoreThan180(calls(new Pace(clock, 3, 20, 0), Duration.ofMinutes(10)));
    }

    @Test
    void noMinuteHasMoreCallsEvenIfEachCallInFlightNeedsASecondOne() {
        var third = new Pace(clock, 3, 20, 8);
        List<Instant> calls = calls(third, Duration.ofSeconds(59));
        IntStream.range(0, 8).forEach(_ -> {
            third.charge();
            calls.add(clock.instant());
        });

        calls.addAll(calls(third, Duration.ofMinutes(5)));

        assertNoMinuteHasMoreThan180(calls);
    }

    private static void assertNoMinuteHasMoreThan180(List<Instant> calls) {
        assertThat(calls)
                .hasSizeGreaterThan(900)
                .allSatisfy(first -> assertThat(calls)
                        .filteredOn(call -> !call.isBefore(first) && call.isBefore(first.plusSeconds(60)))
                        .hasSizeLessThanOrEqualTo(180));
    }

    private List<Instant> calls(Pace third, Duration time) {
        Instant end = clock.instant().plus(time);
        List<Instant> calls = new ArrayList<>();
        while (clock.instant().isBefore(end)) {
            Optional<Instant> next = third.take();
            if (next.isPresent()) {
                assertThat(next.get()).isAfter(clock.instant());
                clock.set(next.get());
            } else {
                calls.add(clock.instant());
            }
        }
        return calls;
    }

    private void assertKeepsItsRate() {
        taken();
        clock.advance(Duration.ofSeconds(1));
        assertThat(taken()).isEqualTo(2);
    }

    /** Takes all the permits that are available now. */
    private int taken() {
        int permits = 0;
        while (pace.take().isEmpty()) {
            permits++;
        }
        return permits;
    }
}
