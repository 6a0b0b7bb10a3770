package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.file.OutboxException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema rejects impossible rows from any writer: the program, a later version of it, or an operator with a shell. */
class SchemaTest {
    @AutoClose
    private final TestOutbox outbox;

    SchemaTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        outbox.commit(running("web", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'leased'",
                "state = 'leased', lease_token = 't'",
                "state = 'leased', lease_expires_at = 1",
                "lease_token = 't'",
                "lease_expires_at = 1",
                "state = 'delivered'",
                "state = 'superseded'",
                "state = 'unattested'",
                "state = 'dead'",
                "finished_at = 1",
                "state = 'parked'",
                "state = 'parked', parked_since = 1",
                "parked_for = 'attestation'",
                "parked_for = 'rain', parked_since = 1",
                "state = 'lost'",
                "status = 'running'",
                "digest = 'sha256:12'",
                "digest = replace(digest, 'sha256', 'sha512')",
                "digest = replace(digest, '1', 'A')",
                "digest = replace(digest, '1', 'g')",
                "metadata = '{'",
                "metadata = '[]'",
                "metadata = '3'",
                "attempts = -1",
                "park_count = -1",
                "batch_limit = 0",
                "available_at = 'now'",
                "available_at = NULL",
                "deployment_id = 99",
                "environment_id = 99",
            })
    void refusesAnImpossibleRow(String change) {
        assertRefused("UPDATE outbox SET " + change);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'leased', lease_token = 't', lease_expires_at = 1",
                "state = 'parked', parked_since = 1, parked_for = 'permission'",
                "state = 'dead', finished_at = 1",
                "state = 'superseded', finished_at = 1, version = NULL",
            })
    void takesAPossibleRow(String change) {
        assertThat(outbox.sql("UPDATE outbox SET " + change)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'gone'",
                "digest = 'sha256:12'",
                "digest = replace(digest, '1', 'A')",
                "metadata = 'x'",
                "metadata = '[]'",
                "accepted_status = 'deployed'",
                "accepted_at = 1",
                "accepted_digest = digest",
                "accepted_status = 'running', accepted_at = 1, accepted_digest = digest, accepted_name = name",
                "unconfirmed_digest = digest",
                "unconfirmed_name = name",
                "environment_id = 99",
                "changed_at = 'today'",
            })
    void refusesAnImpossibleDeployment(String change) {
        assertRefused("UPDATE deployment SET " + change);
    }

    @Test
    void refusesTwoDeploymentsOfOneName() {
        outbox.commit(running("api", 2));

        assertRefused("UPDATE deployment SET deployment_name = 'web'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "parked"})
    void refusesTwoRowsOfADeploymentThatWait(String state) {
        outbox.commit(running("web", 2));

        assertRefused("UPDATE outbox SET state = '" + state
                + "', parked_since = 1, parked_for = 'attestation', finished_at = NULL WHERE state = 'superseded'");
    }

    @Test
    void refusesTwoRowsOfADeploymentInFlight() {
        outbox.leaseOne();
        outbox.commit(running("web", 2));

        assertRefused("UPDATE outbox SET state = 'leased', lease_token = 't', lease_expires_at = 1"
                + " WHERE state = 'pending'");
    }

    @Test
    void neverUsesARowsNumberAgain() {
        long first = outbox.newest().id();
        outbox.sql("DELETE FROM outbox");

        outbox.commit(running("web", 2));

        assertThat(outbox.newest().id()).isGreaterThan(first);
    }

    @Test
    void keepsWhatOthersReferTo() {
        assertRefused("DELETE FROM deployment");
        assertRefused("DELETE FROM environment");
    }

    @Test
    void refusesASecondGateAndASecondEqualEnvironment() {
        assertRefused("INSERT INTO gate (id, reason, detail, shut_since, shut_until) VALUES (2, 'x', 'x', 1, 1)");
        assertRefused("INSERT INTO gate_release (id, requested_at) VALUES (2, 1)");
        assertRefused("INSERT INTO retirement (id, since) VALUES (2, 1)");
        assertRefused("INSERT INTO environment (logical_environment, physical_environment, cluster)"
                + " SELECT logical_environment, physical_environment, cluster FROM environment");
    }

    private void assertRefused(String sql) {
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> outbox.sql(sql))
                .withMessageContaining("SQLITE_CONSTRAINT");
    }
}
