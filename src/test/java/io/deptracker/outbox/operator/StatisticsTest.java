package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.many;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.operator.Statistics.Counts;
import io.deptracker.record.Status;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {
    @AutoClose
    private final TestOutbox outbox;

    StatisticsTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void namesEveryStateOfAnEmptyOutbox() {
        Counts counts = count();

        assertThat(counts.rows())
                .containsOnlyKeys(RowState.values())
                .allSatisfy((state, rows) -> assertThat(rows).isZero());
        assertThat(counts.deployments()).isEqualTo(Map.of(Status.DEPLOYED, 0L, Status.DECOMMISSIONED, 0L));
        assertThat(counts.oldestPendingAge()).isZero();
        assertThat(counts.differing())
                .containsOnlyKeys(Statistics.REASONS)
                .allSatisfy((reason, deployments) -> assertThat(deployments).isZero());
        assertThat(counts.owed()).isZero();
    }

    @Test
    void countsRowsByState() {
        outbox.commit(many(7));
        List<Lease> leases = outbox.lease();
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.settle(
                new Deliver(leases.get(0)),
                new Bury(leases.get(1), "422", false),
                new GiveUp(leases.get(2), "404", null),
                new Park(
                        leases.get(3),
                        ParkReason.PERMISSION,
                        outbox.clock.instant().plusSeconds(1),
                        "403"),
                new HandBack(leases.get(4), SettableClock.START.plusSeconds(7), null, null));
        outbox.commit(gone("web-00003"));

        Counts counts = count();

        assertThat(counts.rows())
                .isEqualTo(Map.of(
                        RowState.DELIVERED,
                        1L,
                        RowState.DEAD,
                        1L,
                        RowState.UNATTESTED,
                        0L,
                        RowState.SUPERSEDED,
                        1L,
                        RowState.PARKED,
                        1L,
                        RowState.PENDING,
                        1L,
                        RowState.LEASED,
                        2L));
        assertThat(counts.owed()).isEqualTo(4);
        assertThat(counts.oldestPendingAge()).isEqualTo(TestOutbox.MINUTE);
        assertThat(counts.deployments()).isEqualTo(Map.of(Status.DEPLOYED, 6L, Status.DECOMMISSIONED, 1L));
    }

    @Test
    void theAgeIsThatOfTheOldestRowOnItsWayWhateverHappensToIt() {
        outbox.commit(running("web", 1));
        outbox.clock.advance(TestOutbox.MINUTE);
        Lease lease = outbox.leaseOne();
        assertThat(age()).as("leased").isEqualTo(TestOutbox.MINUTE);
        outbox.settle(new Retry(lease, outbox.clock.instant().plusSeconds(900), null, "503", true));
        outbox.clock.advance(TestOutbox.MINUTE);
        assertThat(age()).as("waiting after a fault").isEqualTo(TestOutbox.MINUTE.multipliedBy(2));
        outbox.clock.advance(TestOutbox.MINUTE.multipliedBy(15));
        outbox.lease();
        outbox.queue().reapAll();
        assertThat(age()).as("reaped").isEqualTo(TestOutbox.MINUTE.multipliedBy(17));

        Lease next = outbox.leaseOne();
        outbox.settle(new Park(next, ParkReason.ATTESTATION, outbox.clock.instant(), "404"));
        assertThat(age()).as("parked: it waits for an outside condition").isZero();

        outbox.commit(running("api", 2));
        outbox.clock.advance(TestOutbox.MINUTE.negated());
        assertThat(age()).as("the clock was set back").isZero();
    }

    @Test
    void knowsWhenGitHubLastAcceptedARecord() {
        assertThat(count().lastAccepted()).as("never").isEmpty();
        outbox.sql("INSERT INTO acceptance (id, calls, last_at) VALUES (1, 3, 5000)");
        assertThat(count().lastAccepted()).contains(Instant.ofEpochMilli(5000));
    }

    private Duration age() {
        return count().oldestPendingAge();
    }

    private Counts count() {
        return new Statistics(outbox.file(), outbox.clock).count();
    }
}
