package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backlog of thousands of rows. */
@Timeout(60)
class ManyRowsTest {
    private static final int MANY = 10_000;
    private static final int NAMES = 3_000;

    @TempDir
    private Path folder;

    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder, 100);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void eachNameGoesOutInOrderWhileNewerStatesCome() {
        fixture.owe(NAMES);
        fixture.runFor(Duration.ofMillis(1));
        // Every tenth has a newer version by now, whether the older one was delivered or not.
        fixture.owe(IntStream.range(0, NAMES / 10)
                .mapToObj(n -> SampleRecords.deployed(SampleRecords.name(n * 10), MANY + n, "newer"))
                .toArray(DesiredState[]::new));

        fixture.runUntilIdle();

        // The burst of 20 calls carried 2,000.
        assertThat(fixture.names("superseded")).hasSize(100);
        assertThat(fixture.gitHub.calls()).hasSize(20 + 10 + 2);
        Map<String, List<String>> versions = new HashMap<>();
        for (ReceivedRecord record : fixture.gitHub.accepted()) {
            versions.computeIfAbsent(record.deploymentName(), _ -> new ArrayList<>())
                    .add(String.valueOf(record.version()));
        }
        assertThat(versions).hasSize(NAMES);
        for (int n = 0; n < NAMES; n++) {
            List<String> expected =
                    n % 10 > 0 ? List.of("v" + n) : n < 2000 ? List.of("v" + n, "newer") : List.of("newer");
            assertThat(versions).containsEntry(SampleRecords.name(n), expected);
        }
    }

    @Test
    void backlogOfTenThousandTakesAtMostAHundredAndOneCalls() {
        fixture.owe(MANY);

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.view()).hasSize(MANY);
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(101);
        // A burst of 20, then 3 a second.
        assertThat(Duration.between(DeliveryFixture.START, fixture.clock.instant()))
                .isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void threePoisonRowsAreDeadAndNoOthers() {
        List<Integer> guilty = List.of(17, 5_000, 9_999);
        guilty.forEach(n -> fixture.gitHub.poison(SampleRecords.digest(n)));

        fixture.owe(MANY);

        fixture.runUntilIdle();

        assertThat(fixture.names("dead"))
                .isEqualTo(guilty.stream().map(SampleRecords::name).toList());
        assertThat(fixture.gitHub.view()).hasSize(MANY - 3);
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(101 + 3 * 2 * 7);
    }
}
