package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.upkeep.Pruning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationTest {
    @AutoClose
    private final TestOutbox outbox;

    VerificationTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void nothingIsWrongWithWhateverTheProgramItselfDoes() {
        outbox.commit(running("web", 1), running("api", 2), running("db", 3), running("job", 4));
        List<Lease> leases = outbox.lease();
        assertThat(faults()).isEmpty();
        outbox.settle(
                new Deliver(leases.get(0)),
                new Bury(leases.get(1), "422", false),
                new Park(leases.get(2), ParkReason.PERMISSION, outbox.clock.instant(), "403"),
                new Deliver(leases.get(3)));
        assertThat(faults()).isEmpty();
        outbox.commit(gone("web"), running("api", 5), gone("db"), running("job", 6));
        assertThat(faults()).isEmpty();
        new RowActions(outbox.file(), outbox.clock).discard(RowFilter.ALL);
        assertThat(faults()).isEmpty();
        outbox.commit(running("web", 7), gone("job"));
        outbox.deliverAll();
        assertThat(faults()).isEmpty();
        new Pruning(outbox.file(), outbox.clock, Duration.ofSeconds(-1), Duration.ofSeconds(-1)).run();
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE deployment SET status = 'decommissioned'"
                        + "| web: is decommissioned in the cluster, but its newest row, 1, is deployed",
                "UPDATE deployment SET accepted_version = 'v9'| web: GitHub accepted row 1 last",
                "UPDATE deployment SET accepted_status = NULL, accepted_at = NULL, accepted_name = NULL,"
                        + " accepted_digest = NULL| but the deployment records nothing",
                "UPDATE deployment SET digest = replace(digest, '1', '2')"
                        + "| web: GitHub differs from the cluster, and no row explains why",
                "UPDATE outbox SET environment_id = (SELECT max(id) FROM environment)"
                        + "| row 1 of web: has another environment than its deployment",
                "UPDATE outbox SET state = 'leased', finished_at = NULL, lease_token = 't', lease_expires_at = 1"
                        + "| row 1 of web: its lease expired over an hour ago",
            })
    void whatIsWrongIsNamed(String change, String said) {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.sql(
                "INSERT INTO environment (logical_environment, physical_environment, cluster) VALUES ('x', 'y', 'z')");

        outbox.sql(change);

        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains(said));
    }

    @Test
    void aRowWithoutItsDeploymentIsNamed() {
        outbox.commit(running("web", 1));
        // Another program that does not enforce foreign keys may write this.
        outbox.withoutReferences("DELETE FROM deployment");

        assertThat(faults())
                .containsExactly("row 1 of the table outbox refers to a missing row of the table deployment");
    }

    private List<String> faults() {
        return new Verification(outbox.file(), outbox.clock).faults();
    }
}
