package io.deptracker.outbox;

import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table deployment.
 *
 * @param id its key
 * @param environmentId the environment's key
 * @param workload whose it is
 * @param record what the cluster said last
 * @param accepted what GitHub accepted last, or null where it accepted nothing
 * @param mayBeDeployed whether GitHub may show it as deployed, by what it accepted or may have
 */
record Deployment(
        long id,
        long environmentId,
        Workload workload,
        DeploymentRecord record,
        @Nullable Artifact accepted,
        boolean mayBeDeployed) {

    static Deployment read(ResultSet row) throws SQLException {
        var workload = new Workload(
                row.getString("namespace"), row.getString("workload_kind"), row.getString("workload_name"));
        var record = new DeploymentRecord(
                row.getString("deployment_name"),
                Status.of(row.getString("status")),
                artifact(row, ""),
                MetadataJson.read(row.getString("metadata")));
        @Nullable String acceptedStatus = row.getString("accepted_status");
        return new Deployment(
                row.getLong("id"),
                row.getLong("environment_id"),
                workload,
                record,
                acceptedStatus == null ? null : artifact(row, "accepted_"),
                Status.DEPLOYED.wireName().equals(acceptedStatus) || row.getBoolean("in_doubt"));
    }

    private static Artifact artifact(ResultSet row, String prefix) throws SQLException {
        return new Artifact(
                row.getString(prefix + "name"),
                new Digest(row.getString(prefix + "digest")),
                row.getString(prefix + "version"));
    }

    /** What GitHub is to be told when it goes: of the artifact that GitHub has, since it may not know a later one. */
    DeploymentRecord farewell() {
        Artifact known = accepted;
        return new DeploymentRecord(
                record.deploymentName(),
                Status.DECOMMISSIONED,
                known == null ? record.artifact() : known,
                record.metadata());
    }
}
