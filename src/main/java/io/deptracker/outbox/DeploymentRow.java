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
 * @param id the key
 * @param environmentId the environment's key
 * @param workload the workload that has the deployment
 * @param record the cluster's last state of it
 * @param known the artifact that GitHub accepted last, or else may have stored; null if there is none
 * @param mayBeDeployed whether GitHub may show it as deployed
 */
record DeploymentRow(
        long id,
        long environmentId,
        Workload workload,
        DeploymentRecord record,
        @Nullable Artifact known,
        boolean mayBeDeployed) {

    static DeploymentRow read(ResultSet row) throws SQLException {
        var workload = new Workload(
                row.getString("namespace"),
                row.getString("workload_group"),
                row.getString("workload_kind"),
                row.getString("workload_name"));
        var record = new DeploymentRecord(
                row.getString("deployment_name"),
                Status.of(row.getString("status")),
                DueRow.artifact(row),
                MetadataJson.read(row.getString("metadata")));
        Artifact accepted = artifact(row, "accepted_");
        Artifact unconfirmed = artifact(row, "unconfirmed_");
        return new DeploymentRow(
                row.getLong("id"),
                row.getLong("environment_id"),
                workload,
                record,
                accepted == null ? unconfirmed : accepted,
                Status.DEPLOYED.wireName().equals(row.getString("accepted_status")) || unconfirmed != null);
    }

    private static @Nullable Artifact artifact(ResultSet row, String prefix) throws SQLException {
        String digest = row.getString(prefix + "digest");
        return digest == null
                ? null
                : new Artifact(row.getString(prefix + "name"), new Digest(digest), row.getString(prefix + "version"));
    }

    /**
     * Returns the record that decommissions the deployment. It names an artifact that GitHub knows, since it may not know a
     * later one.
     *
     * @param inFlight the artifact of the row in flight; null if there is none
     */
    DeploymentRecord decommissionRecord(@Nullable Artifact inFlight) {
        Artifact named = known == null ? inFlight : known;
        return new DeploymentRecord(
                record.deploymentName(),
                Status.DECOMMISSIONED,
                named == null ? record.artifact() : named,
                record.metadata());
    }
}
