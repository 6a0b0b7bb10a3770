package io.deptracker.outbox;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A due row that may be leased.
 *
 * @param environment where it runs
 * @param row the row, as it will be leased, without a token
 * @param digestParkedUntil until when others wait for the attestation of its digest, or null where none do
 */
record Candidate(
        Environment environment, Lease row, @Nullable Instant digestParkedUntil) {

    static Candidate read(ResultSet row) throws SQLException {
        var record = new DeploymentRecord(
                row.getString("deployment_name"),
                Status.of(row.getString("status")),
                Deployment.artifact(row),
                MetadataJson.read(row.getString("metadata")));
        var lease = new Lease(
                row.getLong("id"),
                "",
                record,
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("enqueued_at")),
                parking(row),
                Tx.integer(row, "batch_limit"));
        var environment = new Environment(
                row.getString("logical_environment"), row.getString("physical_environment"), row.getString("cluster"));
        return new Candidate(environment, lease, Tx.instant(row, "digest_parked_until"));
    }

    private static Lease.@Nullable Parking parking(ResultSet row) throws SQLException {
        Instant since = Tx.instant(row, "parked_since");
        return since == null
                ? null
                : new Lease.Parking(since, row.getInt("parkings"), WaitingFor.of(row.getString("parked_for")));
    }

    long rowId() {
        return row.rowId();
    }

    DeploymentRecord record() {
        return row.record();
    }

    boolean waitsForAttestation() {
        Lease.Parking parking = row.parking();
        return parking != null && parking.waitingFor() == WaitingFor.ATTESTATION;
    }

    /** Until when it need not be asked for: others have asked, and only a deployed image needs its attestation. */
    @Nullable
    Instant unaskedUntil() {
        return row.parking() == null && row.record().status() == Status.DEPLOYED ? digestParkedUntil : null;
    }

    Lease leased(String token) {
        return new Lease(
                row.rowId(), token, row.record(), row.attempts(), row.enqueuedAt(), row.parking(), row.batchLimit());
    }
}
