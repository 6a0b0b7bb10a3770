package io.deptracker.outbox.upkeep;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.many;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.Row;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.file.FileSql;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.record.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final Duration DEAD_RETENTION = Duration.ofDays(30);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @AutoClose
    private final TestOutbox outbox;

    PruningTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void keepsEachStateForItsRetention() {
        outbox.commit(running("delivered", 1), running("dead", 2), running("unattested", 3), running("parked", 4));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Deliver(leases.get(0)),
                new Bury(leases.get(1), "422", false),
                new GiveUp(leases.get(2), "404", null),
                new Park(leases.get(3), ParkReason.PERMISSION, outbox.clock.instant(), "403"));
        outbox.commit(running("superseded", 5));
        outbox.commit(running("superseded", 6));
        outbox.commit(running("leased", 7));
        outbox.lease();

        outbox.clock.advance(RETENTION);
        assertThat(prune()).as("the retention has not ended").isZero();

        outbox.clock.advance(MOMENT);
        assertThat(prune()).isEqualTo(2);
        assertThat(states()).containsExactly("dead", "unattested", "leased", "leased", "leased");
    }

    @Test
    void whatIsTheReasonForADifferenceIsKeptForEver() {
        outbox.commit(running("dead", 1), running("unattested", 2), running("discarded", 3));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Bury(leases.get(0), "422", false),
                new GiveUp(leases.get(1), "404", null),
                new Bury(leases.get(2), "422", false));
        new RowActions(outbox.file(), outbox.clock)
                .discard(new RowFilter(List.of(), Set.of(), null, "discarded", null));
        outbox.clock.advance(Duration.ofDays(1000));

        assertThat(prune()).isZero();
        int forRoom = outbox.file().write(tx -> tx.update(FileSql.PRUNE_FOR_ROOM, 1000));
        assertThat(forRoom).as("not even on a full volume").isZero();

        assertThat(outbox.texts("SELECT reason FROM differing")).containsExactly("dead", "discarded", "unattested");
        outbox.commit(running("dead", 4), running("unattested", 5), running("discarded", 6));
        outbox.deliverAll();
        outbox.clock.advance(RETENTION.plus(MOMENT));
        prune();
        assertThat(outbox.rows()).as("nothing differs any more").isEmpty();
    }

    @Test
    void aDeadRowThatMakesNoDifferenceGoesAfterItsRetention() {
        outbox.commit(running("web", 1));
        Lease inFlight = outbox.leaseOne();
        outbox.commit(gone("web"));
        outbox.settle(new Bury(inFlight, "422", false));
        outbox.settle(new Bury(outbox.leaseOne(), "422", false));
        assertThat(outbox.texts("SELECT reason FROM differing")).isEmpty();

        outbox.clock.advance(DEAD_RETENTION);
        prune();
        assertThat(states()).containsExactly("dead");
        outbox.clock.advance(MOMENT);
        prune();
        assertThat(states()).isEmpty();
        assertThat(deployments()).isEmpty();
    }

    @Test
    void aDeploymentThatGitHubMayShowIsNeverForgotten() {
        outbox.commit(running("dead", 1), running("discarded", 2), running("doubted", 3));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Deliver(leases.get(0)),
                new Deliver(leases.get(1)),
                new Retry(leases.get(2), outbox.clock.instant(), null, "timeout", false));
        outbox.commit(gone("dead"), gone("discarded"), gone("doubted"));
        var filter = new RowFilter(List.of(), Set.of(), null, "d[io]*", null);
        assertThat(new RowActions(outbox.file(), outbox.clock).discard(filter)).isEqualTo(2);
        outbox.settle(new Bury(outbox.leaseOne(), "422", false));
        outbox.clock.advance(Duration.ofDays(1000));

        prune();

        assertThat(deployments()).containsExactly("dead", "discarded", "doubted");
        assertThat(outbox.texts("SELECT reason FROM differing")).containsExactly("dead", "discarded", "discarded");
    }

    @Test
    void forgetsAnUnattestedRowOnlyOnceItsDeploymentIsGone() {
        outbox.commit(running("web", 1), running("api", 2));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                leases.stream().map(lease -> new GiveUp(lease, "404", null)).toList());
        outbox.sql("UPDATE deployment SET status = 'decommissioned' WHERE deployment_name = 'web'");
        outbox.clock.advance(RETENTION.plus(MOMENT));

        prune();

        assertThat(outbox.brief()).containsExactly("api deployed v2 unattested");
        assertThat(deployments()).as("none of its rows is left").containsExactly("api");
    }

    @Test
    void forgetsADeploymentOnceItIsGoneForLongAndNoneOfItsRowsIsLeft() {
        outbox.commit(running("web", 1), running("api", 2));
        outbox.deliverAll();
        outbox.commit(gone("web"));
        outbox.clock.advance(RETENTION.plus(MOMENT));

        prune();
        assertThat(deployments()).as("its last row still waits").containsExactly("api", "web");

        outbox.deliverAll();
        prune();
        assertThat(deployments()).containsExactly("api", "web");

        outbox.clock.advance(RETENTION.plus(MOMENT));
        prune();
        assertThat(deployments()).containsExactly("api");
        assertThat(outbox.commit(running("web", 1)).deployed())
                .as("no longer known")
                .isEqualTo(1);
    }

    @Test
    void aPrunedRowIsNotOwedAgain() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.clock.advance(RETENTION.plus(MOMENT));
        prune();

        assertThat(outbox.commit(running("web", 1))).isEqualTo(Fixtures.NO_CHANGE);
        outbox.commit(gone("web"));
        assertThat(outbox.leaseOne().record().status()).isEqualTo(Status.DECOMMISSIONED);
    }

    @Test
    void prunesMoreThanOneStepAndGivesTheSpaceBack() {
        for (int round = 0; round < 3; round++) {
            int offset = round;
            outbox.commit(many(1500).stream()
                    .map(state -> running(
                            state.workload().name(),
                            Integer.parseInt(state.workload().name().substring(4)) + offset))
                    .toList());
            outbox.deliverAll();
        }
        outbox.reopen();
        long full = outbox.file().fileBytes();
        outbox.clock.advance(RETENTION.plus(MOMENT));

        assertThat(prune()).isEqualTo(4500);

        assertThat(outbox.rows()).isEmpty();
        assertThat(outbox.texts("PRAGMA freelist_count")).containsExactly("0");
        outbox.reopen();
        assertThat(outbox.file().fileBytes()).isLessThan(full / 2);
    }

    @Test
    void upkeepPrunesWhenItStarts() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.clock.advance(RETENTION.plus(MOMENT));
        var pruning = new Pruning(outbox.file(), outbox.clock, RETENTION, DEAD_RETENTION);

        var late = new ClockSkewRepair(outbox.file(), outbox.clock, RETENTION, RETENTION);

        try (var upkeep = new Upkeep(
                outbox.file(),
                outbox.queue(),
                late,
                new Confirmations(outbox.file(), outbox.clock),
                pruning,
                () -> {},
                _ -> {},
                outbox.clock)) {
            upkeep.start(() -> {});

            await().untilAsserted(() -> assertThat(outbox.rows()).isEmpty());
        }
    }

    private int prune() {
        return new Pruning(outbox.file(), outbox.clock, RETENTION, DEAD_RETENTION).run();
    }

    private List<String> states() {
        return outbox.rows().stream().map(Row::state).toList();
    }

    private List<String> deployments() {
        return outbox.texts("SELECT deployment_name FROM deployment ORDER BY 1");
    }
}
