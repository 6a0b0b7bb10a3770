package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator posts deployments again. */
class ResendTest {
    @AutoClose
    private final TestOutbox outbox;

    private RowActions rowActions;

    ResendTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        rowActions = new RowActions(outbox.file(), outbox.clock);
    }

    @Test
    void whatGitHubAcceptedIsPostedOnceMore() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();

        assertThat(rowActions.resendable(DeploymentFilter.ALL)).isEqualTo(1);
        assertThat(rowActions.resend(DeploymentFilter.ALL)).isEqualTo(1);

        assertThat(outbox.brief()).containsExactly("web deployed v1 delivered", "web deployed v1 pending");
        assertThat(outbox.leaseOne().record()).isEqualTo(Fixtures.deployed("web", 1));
        // It is in the backlog now: a second call adds nothing.
        assertThat(rowActions.resend(DeploymentFilter.ALL)).isZero();
        assertThat(rowActions.owed(DeploymentFilter.ALL)).isEqualTo(1);
    }

    @Test
    void whatIsNotDeliveredYetIsLeftAsItIs() {
        outbox.commit(running("leased", 1), running("parked", 2));
        List<Lease> leases = outbox.lease();
        outbox.settle(new Park(
                leases.get(1), ParkReason.PERMISSION, outbox.clock.instant().plusSeconds(999), "403"));
        outbox.commit(running("pending", 3));
        List<String> before = outbox.brief();

        assertThat(rowActions.owed(DeploymentFilter.ALL)).isEqualTo(3);
        assertThat(rowActions.resendable(DeploymentFilter.ALL)).isZero();
        assertThat(rowActions.resend(DeploymentFilter.ALL)).isZero();

        assertThat(outbox.brief()).isEqualTo(before);
    }

    @Test
    void deadAndUnattestedRowsAreSuperseded() {
        outbox.commit(running("web", 1), running("api", 2), running("other", 3));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Bury(leases.get(0), "422", false),
                new GiveUp(leases.get(1), "404", null),
                new Bury(leases.get(2), "422", false));

        assertThat(rowActions.resend(new DeploymentFilter(List.of(1L, 2L), null, null)))
                .isEqualTo(2);

        assertThat(outbox.brief())
                .containsExactlyInAnyOrder(
                        "web deployed v1 superseded",
                        "api deployed v2 superseded",
                        "other deployed v3 dead",
                        "web deployed v1 pending",
                        "api deployed v2 pending");
    }

    @Test
    void theEndIsPostedOnlyIfGitHubMayShowTheDeployment() {
        outbox.commit(running("told", 1), running("untold", 2), running("doubted", 3), running("unheard", 4));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new Deliver(leases.get(0)),
                new Deliver(leases.get(1)),
                new Retry(leases.get(2), outbox.clock.instant(), null, "timeout", true));
        outbox.sql(
                "UPDATE outbox SET state = 'superseded', finished_at = 1, lease_token = NULL, lease_expires_at = NULL"
                        + " WHERE state <> 'delivered'");
        outbox.commit(gone("told"));
        outbox.deliverAll();
        outbox.commit(gone("untold"), gone("doubted"), gone("unheard"));
        rowActions.discard(RowFilter.ALL);

        assertThat(rowActions.resend(DeploymentFilter.ALL)).isEqualTo(2);

        assertThat(outbox.rows().stream()
                        .filter(row -> row.state().equals("pending"))
                        .map(Row::brief))
                .containsExactlyInAnyOrder("untold decommissioned v2 pending", "doubted decommissioned v3 pending");
    }

    @Test
    void aLostUpdateOfADeploymentThatWentNamesWhatGitHubAccepted() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(running("web", 2));
        rowActions.discard(RowFilter.ALL);
        outbox.commit(gone("web"));
        rowActions.discard(RowFilter.ALL);

        rowActions.resend(DeploymentFilter.ALL);

        assertThat(outbox.newest().brief()).isEqualTo("web decommissioned v1 pending");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"NULL, NULL, 2", "shop, NULL, 2", "pay, NULL, 0", "NULL, w*, 1", "sh*, web, 1", "pay, web, 0"},
            nullValues = "NULL")
    void deploymentsAreSelectedByGlobs(@Nullable String namespace, @Nullable String name, int fit) {
        outbox.commit(running("web", 1), running("api", 2));
        outbox.deliverAll();

        assertThat(rowActions.resendable(new DeploymentFilter(null, namespace, name)))
                .isEqualTo(fit);
        assertThat(rowActions.resendable(DeploymentFilter.of(List.of()))).isZero();
    }
}
