package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.many;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.Workload;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view reports every deployment whose record at GitHub differs from the cluster, with the reason. */
class DifferingTest {
    @AutoClose
    private final TestOutbox outbox;

    DifferingTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void nothingDiffersOnceGitHubHasWhatTheClusterHas() {
        outbox.commit(many(3));
        outbox.deliverAll();
        outbox.commit(gone("web-00001"), running("web-00002", 7));
        assertThat(differing()).containsExactly("pending web-00001", "pending web-00002");
        outbox.deliverAll();
        assertThat(differing()).isEmpty();
    }

    @Test
    void everyReasonIsNamed() {
        outbox.commit(many(7));
        List<Lease> leases = outbox.lease();
        Instant later = outbox.clock.instant().plusSeconds(60);
        outbox.settle(
                new Deliver(leases.get(0)),
                new Retry(leases.get(1), later, null, "503", true),
                new Park(leases.get(2), ParkReason.ATTESTATION, later, "404"),
                new Park(leases.get(3), ParkReason.PERMISSION, later, "403"),
                new Bury(leases.get(4), "422", false),
                new GiveUp(leases.get(5), "404", null));
        outbox.commit(running("web-00008", 8));
        discard("web-00008");

        assertThat(differing())
                .containsExactly(
                        "dead web-00005",
                        "discarded web-00008",
                        "parked_attestation web-00003",
                        "parked_permission web-00004",
                        "pending web-00002",
                        "pending web-00007",
                        "unattested web-00006");
    }

    @Test
    void aDeploymentIsCountedOnceByItsNewestRow() {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();
        assertThat(differing()).containsExactly("pending web");
        outbox.commit(running("web", 2));
        assertThat(differing()).containsExactly("pending web");
        discard("web");
        assertThat(differing()).as("the older row is in flight").containsExactly("pending web");
        outbox.settle(new Deliver(lease));
        assertThat(differing()).containsExactly("discarded web");
    }

    @Test
    void aDiscardedRowIsNoReasonOnceGitHubHasTheSame() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(running("web", 2));
        outbox.commit(running("web", 1));
        discard("web");
        assertThat(differing()).isEmpty();
        outbox.commit(running("web", 2));
        discard("web");
        assertThat(differing()).containsExactly("discarded web");
        outbox.commit(running("web", 3));
        outbox.deliverAll();
        assertThat(differing()).isEmpty();
    }

    @Test
    void aFailedDecommissionDiffersIfGitHubMayShowIt() {
        outbox.commit(running("shown", 1));
        outbox.deliverAll();
        outbox.commit(running("unknown", 2));
        Lease inFlight = outbox.leaseOne();
        outbox.commit(gone("unknown"), gone("shown"));
        outbox.settle(new Park(inFlight, ParkReason.ATTESTATION, outbox.clock.instant(), "404"));
        List<Lease> decommissions = outbox.lease();
        outbox.settle(decommissions.stream()
                .map(lease -> new GiveUp(lease, "404", null))
                .toList());

        assertThat(outbox.brief())
                .contains("unknown decommissioned v2 unattested", "shown decommissioned v1 unattested");
        assertThat(differing()).containsExactly("unattested shown");
    }

    @Test
    void whatGitHubMayHaveStoredDiffersUntilItIsTakenBack() {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Retry(lease, outbox.clock.instant(), null, "timeout", false));
        outbox.commit(gone("web"));
        discard("web");
        assertThat(differing()).containsExactly("discarded web");
    }

    @Test
    void aDeploymentWithoutAReasonIsNamedAsSuch() {
        outbox.commit(running("web", 1), running("api", 2), running("job", 3), running("db", 4));
        outbox.deliverAll();
        outbox.commit(gone("job"));
        outbox.deliverAll();
        outbox.sql(
                "DELETE FROM outbox WHERE deployment_id IN (SELECT id FROM deployment WHERE deployment_name = 'db')");
        assertThat(differing()).isEmpty();

        outbox.sql("UPDATE deployment SET version = 'v9' WHERE deployment_name = 'web'");
        outbox.sql("UPDATE deployment SET status = 'decommissioned' WHERE deployment_name IN ('api', 'db')");

        assertThat(differing()).containsExactly("nothing_owed api", "nothing_owed db", "nothing_owed web");
    }

    @Test
    void theViewIsForPeople() {
        outbox.commit(new DesiredState(
                new Workload("shop", "argoproj.io", "Rollout", "ro"),
                Fixtures.PRODUCTION,
                List.of(Fixtures.deployed("ro", 9))));
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.settle(new Bury(outbox.leaseOne(), "HTTP 422: no", false));

        assertThat(outbox.texts(
                        "SELECT concat_ws('|', deployment_name, reason, workload, since, last_error) FROM differing"))
                .containsExactly("ro|dead|Rollout.argoproj.io shop/ro|2026-03-01 10:00:00Z|HTTP 422: no");
    }

    /** Returns reasons and names in order; asserts that the counts agree. */
    private List<String> differing() {
        List<String> found = outbox.texts("SELECT reason || ' ' || deployment_name FROM differing ORDER BY 1");
        var counts = new Statistics(outbox.file(), outbox.clock).count().differing();
        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(Statistics.REASONS);
        assertThat(Statistics.REASONS)
                .allSatisfy(reason -> assertThat(counts)
                        .containsEntry(
                                reason,
                                found.stream()
                                        .filter(each -> each.startsWith(reason + " "))
                                        .collect(Collectors.counting())));
        return found;
    }

    private void discard(String name) {
        assertThat(new RowActions(outbox.file(), outbox.clock)
                        .discard(new RowFilter(List.of(), Set.of(), null, name, null)))
                .isEqualTo(1);
    }
}
