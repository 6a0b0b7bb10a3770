package io.deptracker.github;

import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON bodies of the requests, as GitHub's REST API documents them. Empty fields are omitted. */
final class RequestBody {
    private static final JsonMapper MAPPER = new JsonMapper();

    private RequestBody() {}

    /** Returns the body for one record. */
    static byte[] single(Environment environment, DeploymentRecord record) {
        ObjectNode body = MAPPER.createObjectNode();
        put(body, environment);
        body.put("cluster", environment.cluster());
        put(body, record);
        body.put("return_records", false);
        return MAPPER.writeValueAsBytes(body);
    }

    /** Returns the body for records of one cluster. */
    static byte[] batch(Environment environment, List<DeploymentRecord> records) {
        ObjectNode body = MAPPER.createObjectNode();
        put(body, environment);
        ArrayNode deployments = body.putArray("deployments");
        records.forEach(record -> put(deployments.addObject(), record));
        body.put("partial_success", true);
        body.put("return_records", false);
        return MAPPER.writeValueAsBytes(body);
    }

    private static void put(ObjectNode body, Environment environment) {
        body.put("logical_environment", environment.logical());
        if (!environment.physical().isEmpty()) {
            body.put("physical_environment", environment.physical());
        }
    }

    private static void put(ObjectNode body, DeploymentRecord record) {
        Artifact artifact = record.artifact();
        body.put("name", artifact.name());
        body.put("digest", artifact.digest().value());
        String version = artifact.version();
        if (version != null) {
            body.put("version", version);
        }
        body.put("status", record.status().wireName());
        body.put("deployment_name", record.deploymentName());
        Metadata metadata = record.metadata();
        if (!metadata.tags().isEmpty()) {
            ObjectNode tags = body.putObject("tags");
            metadata.tags().forEach(tags::put);
        }
        if (!metadata.runtimeRisks().isEmpty()) {
            ArrayNode risks = body.putArray("runtime_risks");
            metadata.runtimeRisks().stream().map(RuntimeRisk::wireName).forEach(risks::add);
        }
        String repository = metadata.githubRepository();
        if (repository != null) {
            body.put("github_repository", repository);
        }
    }
}
