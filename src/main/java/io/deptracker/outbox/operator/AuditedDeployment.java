package io.deptracker.outbox.operator;

import io.deptracker.outbox.MetadataJson;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A deployed deployment whose current record GitHub accepted, so that GitHub should show it.
 *
 * @param id the key
 * @param environment the environment
 * @param deploymentName the deployment's name
 * @param digest the digest that runs
 * @param metadata the tags and runtime risks
 */
public record AuditedDeployment(
        long id, Environment environment, String deploymentName, Digest digest, Metadata metadata) {

    static AuditedDeployment read(ResultSet row) throws SQLException {
        return new AuditedDeployment(
                row.getLong("id"),
                new Environment(
                        row.getString("logical_environment"),
                        row.getString("physical_environment"),
                        row.getString("cluster")),
                row.getString("deployment_name"),
                new Digest(row.getString("digest")),
                MetadataJson.read(row.getString("metadata")));
    }
}
