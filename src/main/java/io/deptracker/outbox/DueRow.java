package io.deptracker.outbox;

import io.deptracker.outbox.file.Tx;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A due row that may be leased.
 *
 * @param environment the environment of the deployment
 * @param row the row as it will be leased, without a token
 * @param isMissing whether GitHub is known to have no artifact of its digest
 */
record DueRow(Environment environment, Lease row, boolean isMissing) {

    static DueRow read(ResultSet row) throws SQLException {
        var record = new DeploymentRecord(
                row.getString("deployment_name"),
                Status.of(row.getString("status")),
                artifact(row),
                MetadataJson.read(row.getString("metadata")));
        var lease = new Lease(
                row.getLong("id"),
                "",
                record,
                history(row),
                Instant.ofEpochMilli(row.getLong("enqueued_at")),
                parking(row),
                Tx.integer(row, "batch_limit"));
        var environment = new Environment(
                row.getString("logical_environment"), row.getString("physical_environment"), row.getString("cluster"));
        return new DueRow(environment, lease, row.getBoolean("is_missing"));
    }

    /** Returns the artifact of a row with its three columns. */
    static Artifact artifact(ResultSet row) throws SQLException {
        return new Artifact(row.getString("name"), new Digest(row.getString("digest")), row.getString("version"));
    }

    private static Lease.History history(ResultSet row) throws SQLException {
        long calls = row.getLong("accepted_at_fault");
        Long acceptedAtFault = row.wasNull() ? null : (Long) calls;
        return new Lease.History(
                row.getInt("attempts"), row.getInt("tries"), acceptedAtFault, row.getBoolean("was_accepted"));
    }

    private static Lease.@Nullable Parking parking(ResultSet row) throws SQLException {
        Instant since = Tx.instant(row, "parked_since");
        return since == null
                ? null
                : new Lease.Parking(since, row.getInt("park_count"), ParkReason.of(row.getString("parked_for")));
    }

    long rowId() {
        return row.rowId();
    }

    DeploymentRecord record() {
        return row.record();
    }

    /** Returns whether the row need not be sent: another row of its digest asks. A decommission needs no artifact. */
    boolean waitsUnasked() {
        return isMissing && row.parking() == null && row.record().status() == Status.DEPLOYED;
    }

    Lease leased(String token) {
        return new Lease(
                row.rowId(), token, row.record(), row.history(), row.enqueuedAt(), row.parking(), row.batchLimit());
    }
}
