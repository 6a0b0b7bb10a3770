package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.NO_CHANGE;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Park;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's changes of rows and the controller's reaction to them. */
class RowActionsTest {
    @AutoClose
    private final TestOutbox outbox;

    private RowActions rowActions;

    RowActionsTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        rowActions = new RowActions(outbox.file(), outbox.clock);
    }

    @Test
    void deadUnattestedAndParkedRowsAreRevivedWithAllTheirAttempts() {
        outbox.commit(running("web", 1), running("api", 2), running("db", 3), running("ok", 4));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Bury(leases.get(0), "422", false),
                new GiveUp(leases.get(1), "404", null),
                new Park(
                        leases.get(2),
                        ParkReason.PERMISSION,
                        outbox.clock.instant().plusSeconds(999),
                        "403"),
                new Deliver(leases.get(3)));
        outbox.sql("UPDATE outbox SET attempts = 7, batch_limit = 1 WHERE state <> 'delivered'");
        outbox.clock.advance(TestOutbox.MINUTE);

        assertThat(rowActions.revivable(RowFilter.ALL)).isEqualTo(3);
        assertThat(rowActions.revive(RowFilter.ALL)).isEqualTo(3);

        assertThat(outbox.rows().subList(0, 3)).allSatisfy(row -> {
            assertThat(row.state()).isEqualTo("pending");
            assertThat(row.availableAt()).isEqualTo(outbox.clock.instant());
            assertThat(row.attempts()).isZero();
            assertThat(row.batchLimit()).isNull();
            assertThat(row.finishedAt()).isNull();
        });
        assertThat(outbox.lease()).hasSize(3);
    }

    @Test
    void whatIsRevivedAsksForItsAttestationEvenWhileOthersWaitForIt() {
        outbox.commit(running("web", 1), running("api", 1));
        List<Lease> leases = outbox.lease();
        Instant later = outbox.clock.instant().plusSeconds(999);
        outbox.settle(leases.stream()
                .map(lease -> new Park(lease, ParkReason.ATTESTATION, later, "404"))
                .toList());
        assertThat(outbox.lease()).isEmpty();

        assertThat(rowActions.revive(ids(1))).isEqualTo(1);

        assertThat(outbox.leaseOne().rowId()).isEqualTo(1);
    }

    @Test
    void whatANewerRowHasOvertakenStaysAsItIs() {
        outbox.commit(running("web", 1));
        Lease old = outbox.leaseOne();
        outbox.commit(running("web", 2));
        outbox.settle(new Bury(old, "422", false));
        // No transition of this program leaves this state, but an operator with a shell may.
        outbox.sql("UPDATE outbox SET state = 'dead' WHERE id = 1");

        assertThat(rowActions.revivable(RowFilter.ALL)).isZero();
        assertThat(rowActions.revive(RowFilter.ALL)).isZero();
        assertThat(outbox.brief()).containsExactly("web deployed v1 dead", "web deployed v2 pending");
    }

    @Test
    void aDiscardedRowIsNotEnqueuedAgainUntilTheClusterChanges() {
        outbox.commit(running("web", 1));

        assertThat(rowActions.discardable(RowFilter.ALL)).isEqualTo(1);
        assertThat(rowActions.discard(RowFilter.ALL)).isEqualTo(1);

        assertThat(outbox.newest().state()).isEqualTo("superseded");
        assertThat(outbox.newest().lastError()).isEqualTo("discarded by hand");
        assertThat(outbox.commit(running("web", 1))).isEqualTo(NO_CHANGE);
        assertThat(outbox.lease()).isEmpty();
        outbox.commit(running("web", 2));
        assertThat(outbox.brief()).containsExactly("web deployed v1 superseded", "web deployed v2 pending");
    }

    @Test
    void theEndOfWhatGitHubNeverHeardOfIsNotTold() {
        outbox.commit(running("web", 1));
        rowActions.discard(RowFilter.ALL);

        outbox.commit(gone("web"));

        assertThat(outbox.lease()).isEmpty();
    }

    @Test
    void theEndOfWhatGitHubHasIsToldAfterALaterRowWasDiscarded() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(running("web", 2));
        rowActions.discard(RowFilter.ALL);

        outbox.commit(gone("web"));

        assertThat(outbox.newest().brief()).isEqualTo("web decommissioned v1 pending");
    }

    @Test
    void whatIsInFlightIsNotDiscarded() {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();

        assertThat(rowActions.inFlight(RowFilter.ALL)).isEqualTo(1);
        assertThat(rowActions.discard(RowFilter.ALL)).isZero();
        outbox.settle(new Deliver(lease));
        assertThat(rowActions.discard(RowFilter.ALL)).isZero();
        assertThat(outbox.newest().state()).isEqualTo("delivered");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "dead,        NULL, NULL,   NULL,                  1",
                "NULL,        NULL, NULL,   NULL,                  2",
                "NULL,        shop, NULL,   NULL,                  2",
                "NULL,        sh*,  NULL,   NULL,                  2",
                "NULL,        sho,  NULL,   NULL,                  0",
                "NULL,        NULL, web,    NULL,                  1",
                "NULL,        NULL, we?,    NULL,                  1",
                "NULL,        NULL, *,      NULL,                  2",
                "NULL,        NULL, NULL,   may the credential?,   1",
                "NULL,        NULL, NULL,   HTTP 422: [NAME] is,   1",
                "NULL,        NULL, NULL,   HTTP 4*,               2",
                "NULL,        NULL, NULL,   422*,                  0",
                "parked,      NULL, NULL,   422,                   0",
            },
            nullValues = "NULL")
    void rowsAreChosenByWhatFitsAllThatIsGiven(
            @Nullable String state,
            @Nullable String namespace,
            @Nullable String name,
            @Nullable String error,
            int fit) {
        outbox.commit(running("web", 1), running("api", 2));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Bury(leases.get(0), "HTTP 422: [name] is not allowed", false),
                new Park(
                        leases.get(1),
                        ParkReason.PERMISSION,
                        outbox.clock.instant().plus(Duration.ofHours(1)),
                        "HTTP 404: may the credential? (see it)"));

        var filter =
                new RowFilter(List.of(), state == null ? Set.of() : Set.of(RowState.of(state)), namespace, name, error);

        assertThat(new Inspection(outbox.file(), outbox.clock).rows(filter, 10)).hasSize(fit);
        assertThat(rowActions.revivable(filter)).isEqualTo(fit);
    }

    private static RowFilter ids(long... ids) {
        return new RowFilter(Arrays.stream(ids).boxed().toList(), Set.of(), null, null, null);
    }
}
