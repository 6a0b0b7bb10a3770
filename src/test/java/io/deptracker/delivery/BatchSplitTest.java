package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch that is rejected because of some of its records: only those are buried. */
@Timeout(60)
class BatchSplitTest {
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
    void rowThatIsRefusedAloneIsDead() {
        fixture.gitHub.poison(SampleRecords.digest(0));
        fixture.owe(1);

        fixture.runFor(Duration.ofDays(1));

        assertThat(fixture.query("SELECT deployment_name || ': ' || last_error FROM dead_letters"))
                .containsExactly("app-00000: HTTP 422: Validation Failed");
        assertThat(fixture.gitHub.calls()).hasSize(1);
    }

    @Test
    void batchIsSplitUntilTheGuiltyStandAlone() {
        List<Integer> guilty = List.of(0, 41, 42, 99);
        guilty.forEach(n -> fixture.gitHub.poison(SampleRecords.digest(n)));
        fixture.owe(100);

        fixture.runUntilIdle();

        assertThat(fixture.names("dead"))
                .isEqualTo(guilty.stream().map(SampleRecords::name).toList());
        assertThat(fixture.names("delivered")).hasSize(96);
        assertThat(fixture.gitHub.view()).hasSize(96);
        assertThat(fixture.attempts()).isZero();
        // Two calls for each halving of each guilty one, at most.
        assertThat(fixture.gitHub.calls()).hasSizeLessThan(4 * 2 * 8);
    }

    @Test
    void batchOfNothingButGuiltyRowsIsDeadAltogether() {
        fixture.failWith(422);
        fixture.owe(10);

        fixture.runUntilIdle();

        assertThat(fixture.names("dead")).hasSize(10);
    }

    @Test
    void batchThatIsTooLargeIsSplitUntilItFits() {
        fixture.gitHub.answerWith(call -> call.records().size() > 30
                ? Optional.of(Reply.status(413, "{\"message\": \"too large\"}"))
                : Optional.empty());
        fixture.owe(100);

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.view()).hasSize(100);
        assertThat(fixture.names("dead")).isEmpty();
        assertThat(fixture.callSizes()).containsExactlyInAnyOrder(100, 50, 50, 25, 25, 25, 25);
    }

    @Test
    void poisonHoldsUpNobodyElse() {
        fixture.gitHub.poison(SampleRecords.digest(5));
        fixture.owe(100);
        fixture.owe(100);

        fixture.runFor(Duration.ofMillis(1));

        assertThat(fixture.gitHub.view()).hasSize(199);
    }

    @Test
    void rowThatFailsEveryBatchIsFoundOutToo() {
        String guilty = SampleRecords.name(7);
        // Calls for others always succeed, so that it differs from an outage.
        fixture.gitHub.answerWith(call -> {
            if (call.records().stream()
                    .noneMatch(record -> record.deploymentName().equals(guilty))) {
                return Optional.empty();
            }
            fixture.owe(1);
            return Optional.of(Reply.status(500, "{\"message\": \"oops\"}"));
        });
        fixture.owe(20);

        fixture.runUntilIdle();

        assertThat(fixture.names("dead")).containsExactly(guilty);
        assertThat(Set.copyOf(fixture.names("delivered"))).hasSizeGreaterThan(19);
        assertThat(fixture.controller().gate.state()).isEmpty();
    }
}
