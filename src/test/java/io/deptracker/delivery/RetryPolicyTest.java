package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));

    @ParameterizedTest(name = "{1} s after {0} faults")
    @CsvSource({"0, 1", "1, 2", "2, 4", "9, 512", "10, 900", "30, 900", "31, 900", "64, 900", "2147483647, 900"})
    void backoffDoublesUpToItsCap(int faults, long seconds) {
        assertThat(BACKOFF.after(faults)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void backoffOfDaysDoesNotOverflow() {
        var days = new Backoff(Duration.ofDays(40_000), Duration.ofDays(50_000));

        assertThat(IntStream.range(1, 100).mapToObj(days::after)).containsOnly(Duration.ofDays(50_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 20})
    void jitterIsAnythingUpToTheBackoff(int faults) {
        var random = new Random(4711);
        long most = BACKOFF.after(faults).toMillis();

        List<Long> millis = IntStream.range(0, 10_000)
                .mapToObj(_ -> BACKOFF.jittered(faults, random).toMillis())
                .toList();

        assertThat(millis).allMatch(wait -> wait >= 0 && wait <= most);
        // The whole range is used.
        assertThat(millis).anyMatch(wait -> wait < most / 100).anyMatch(wait -> wait > most - most / 100);
    }

    @Test
    void lastParkingIsRepeated() {
        var policy = new RetryPolicy(
                5, BACKOFF, List.of(Duration.ofMinutes(5), Duration.ofHours(2)), Duration.ofDays(7), new Random(1));

        assertThat(IntStream.range(0, 4).mapToObj(policy::parkFor))
                .containsExactly(Duration.ofMinutes(5), Duration.ofHours(2), Duration.ofHours(2), Duration.ofHours(2));
    }
}
