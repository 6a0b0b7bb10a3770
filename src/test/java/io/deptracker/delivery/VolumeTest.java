package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import io.deptracker.standin.ReceivedRecord;
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

/** Ten thousand rows owed. */
@Timeout(60)
class VolumeTest {
    private static final int MANY = 10_000;

    @TempDir
    private Path folder;

    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder, 100);
        fixture.owe(MANY);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void backlogGoesOutInFewCallsAndEachNameInOrder() {
        fixture.runFor(Duration.ofSeconds(5));
        assertThat(fixture.gitHub.calls()).hasSizeBetween(30, 40);
        // Every tenth has a newer version by now, whether the older one is out or not.
        DesiredState[] newer = IntStream.range(0, MANY / 10)
                .mapToObj(n -> Sample.deployed(Sample.name(n * 10), MANY + n, "newer"))
                .toArray(DesiredState[]::new);
        int outAlready = fixture.gitHub.accepted().size();
        fixture.owe(newer);

        fixture.runUntilIdle();

        int superseded = fixture.names("superseded").size();
        assertThat(superseded).isBetween(1, 999);
        assertThat(fixture.gitHub.accepted()).hasSize(MANY + 1000 - superseded);
        int left = MANY + 1000 - superseded - outAlready;
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(outAlready / 100 + left / 100 + 1);
        Map<String, List<String>> versions = new HashMap<>();
        for (ReceivedRecord record : fixture.gitHub.accepted()) {
            versions.computeIfAbsent(record.deploymentName(), _ -> new ArrayList<>())
                    .add(String.valueOf(record.version()));
        }
        assertThat(versions)
                .hasSize(MANY)
                .allSatisfy((name, said) -> assertThat(said)
                        .doesNotHaveDuplicates()
                        .satisfiesAnyOf(
                                once -> assertThat(once).hasSize(1),
                                twice -> assertThat(twice).hasSize(2).last().isEqualTo("newer")));
        assertThat(versions.values().stream().filter(said -> said.contains("newer")))
                .hasSize(1000);
    }

    @Test
    void backlogOfTenThousandTakesAtMostAHundredAndOneCalls() {
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
        guilty.forEach(n -> fixture.gitHub.poison(Sample.digest(n)));

        fixture.runUntilIdle();

        assertThat(fixture.names("dead"))
                .isEqualTo(guilty.stream().map(Sample::name).toList());
        assertThat(fixture.gitHub.view()).hasSize(MANY - 3);
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(101 + 3 * 2 * 7);
    }
}
