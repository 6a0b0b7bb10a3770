package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are attested later or never. */
@Timeout(60)
class AttestationTest {
    private static final int IMAGE = 7;
    private static final String DIGEST = SampleRecords.digest(IMAGE);

    @TempDir
    private Path folder;

    @AutoClose
    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder);
        fixture.acceptOther();
        fixture.gitHub.forgetCalls();
        fixture.gitHub.unknown(DIGEST);
    }

    @Test
    void unknownArtifactIsAskedForOnItsSchedule() {
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));

        fixture.runFor(Duration.ofHours(13));

        assertThat(fixture.callSeconds()).containsExactly(0L, 300L, 2100L, 2100L + 6 * 3600, 2100L + 12 * 3600);
        assertThat(fixture.query("SELECT state FROM backlog")).containsExactly("parked");
        assertThat(fixture.attempts()).isZero();
    }

    @Test
    void unknownArtifactGoesOutOnceItsAttestationIsPublished() {
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));
        fixture.runFor(Duration.ofMinutes(1));
        fixture.gitHub.publish(DIGEST);

        fixture.runFor(Duration.ofMinutes(5));

        assertThat(fixture.view()).containsOnlyKeys("web");
        assertThat(fixture.callSeconds()).containsExactly(0L, 300L);
    }

    @Test
    void othersGoOnMeanwhile() {
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));
        fixture.owe(5);

        fixture.runFor(Duration.ofSeconds(1));

        assertThat(fixture.view()).hasSize(5);
        assertThat(fixture.names("parked")).containsExactly("web");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void workloadsOfOneDigestCostOneCallAProbe(int batchSize) {
        fixture.restart(batchSize);
        fixture.owe(replicas(0, 40));

        fixture.runFor(Duration.ofMinutes(1));
        assertThat(fixture.gitHub.calls()).hasSize(1);
        assertThat(fixture.names("parked")).hasSize(40);
        fixture.runFor(Duration.ofHours(12));

        assertThat(fixture.callSeconds()).containsExactly(0L, 300L, 2100L, 2100L + 6 * 3600);
        assertThat(fixture.names("parked")).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void workloadsOfOneDigestAllGoOutOnceItIsPublished(int batchSize) {
        fixture.restart(batchSize);
        fixture.owe(replicas(0, 40));
        fixture.runFor(Duration.ofMinutes(1));
        fixture.gitHub.publish(DIGEST);

        fixture.runFor(Duration.ofMinutes(4).plusSeconds(10));

        assertThat(fixture.view()).hasSize(40);
        assertThat(fixture.owed()).isZero();
    }

    @Test
    void laterWorkloadOfTheDigestWaitsWithoutACall() {
        fixture.owe(replicas(0, 1));
        fixture.runFor(Duration.ofMinutes(1));

        fixture.owe(replicas(1, 5));
        fixture.runFor(Duration.ofMinutes(1));
        assertThat(fixture.gitHub.calls()).hasSize(1);
        assertThat(fixture.counted("deptracker_post_record_unknown_artifact_cache_hit"))
                .isEqualTo(4);

        fixture.gitHub.publish(DIGEST);
        fixture.runFor(Duration.ofMinutes(4));
        assertThat(fixture.view()).hasSize(5);
    }

    @Test
    void restartAsksNoEarlier() {
        fixture.owe(replicas(0, 5));
        fixture.runFor(Duration.ofMinutes(1));

        fixture.restart();
        fixture.runFor(Duration.ofMinutes(3));

        assertThat(fixture.gitHub.calls()).hasSize(1);
    }

    @Test
    void unknownArtifactIsUnattestedAfterAWeekAndAlarmsNobody() {
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));

        fixture.runFor(Duration.ofDays(6));
        assertThat(fixture.names("parked")).containsExactly("web");
        fixture.acceptOther();
        fixture.runFor(Duration.ofDays(2));

        assertThat(fixture.names("unattested")).containsExactly("web");
        assertThat(fixture.names("dead")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void workloadsOfOneDigestAreUnattestedTogetherForOneCall(int batchSize) {
        fixture.restart(batchSize);
        fixture.owe(replicas(0, 40));

        fixture.runFor(Duration.ofDays(6));
        fixture.acceptOther();
        int calls = fixture.gitHub.calls().size();
        fixture.runFor(Duration.ofDays(8));

        assertThat(fixture.names("unattested")).hasSize(40);
        // Four a day for the last day, and the one that ends it.
        assertThat(fixture.gitHub.calls()).hasSizeLessThanOrEqualTo(calls + 5);
    }

    @Test
    void laterWorkloadOfADigestWaitsItsOwnWeek() {
        fixture.owe(replicas(0, 1));
        fixture.runFor(Duration.ofDays(5));
        fixture.acceptOther();
        fixture.owe(replicas(1, 2));

        fixture.runFor(Duration.ofDays(3));
        assertThat(fixture.names("unattested")).containsExactly("replica-0");
        assertThat(fixture.names("parked")).containsExactly("replica-1");
        fixture.gitHub.publish(DIGEST);
        fixture.runFor(Duration.ofDays(1));

        assertThat(fixture.view()).containsOnlyKeys("replica-0", "replica-1");
    }

    @Test
    void unknownArtifactIsNotGivenUpWithoutAnAcceptanceBesideIt() {
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));

        fixture.runFor(Duration.ofDays(30));
        assertThat(fixture.names("parked")).containsExactly("web");
        fixture.acceptOther();
        fixture.runFor(Duration.ofHours(7));

        assertThat(fixture.names("unattested")).containsExactly("web");
    }

    @Test
    void newVersionOfAnUnattestedWorkloadGoesOut() {
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));
        fixture.acceptOther();
        fixture.runFor(Duration.ofDays(8));

        fixture.owe(SampleRecords.deployed("web", 8, "v2"));
        fixture.runFor(Duration.ofSeconds(1));

        assertThat(fixture.stored("web").version()).isEqualTo("v2");
    }

    @Test
    void decommissionOfWhatGitHubDoesNotKnowIsNotWaitedFor() {
        fixture.failWith(500);
        fixture.owe(SampleRecords.deployed("web", IMAGE, "v1"));
        fixture.runFor(Duration.ofMillis(1));
        fixture.gitHub.answerNormally();

        fixture.owe(SampleRecords.gone("web"));
        fixture.runFor(Duration.ofMinutes(1));

        assertThat(fixture.names("unattested")).containsExactly("web");
        assertThat(fixture.owed()).isZero();
    }

    private static DesiredState[] replicas(int from, int to) {
        List<DesiredState> states = IntStream.range(from, to)
                .mapToObj(n -> SampleRecords.deployed("replica-" + n, IMAGE, "v1"))
                .toList();
        return states.toArray(DesiredState[]::new);
    }
}
