package io.deptracker.standin.github;

import java.util.List;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Received records as JSON: from the two request bodies, and to and from a file. The field names are GitHub's. */
final class RecordJson {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // A duplicate field would slip past a schema.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private RecordJson() {}

    static ReceivedRecord single(JsonNode body) {
        return record(body, body, body.path("cluster").asString(""));
    }

    static List<ReceivedRecord> batch(JsonNode body, String cluster) {
        return body.path("deployments")
                .valueStream()
                .map(deployment -> record(deployment, body, cluster))
                .toList();
    }

    static String written(List<ReceivedRecord> records) {
        return MAPPER.writeValueAsString(records);
    }

    static List<ReceivedRecord> read(String json) {
        return MAPPER.readValue(json, new TypeReference<List<ReceivedRecord>>() {});
    }

    private static ReceivedRecord record(JsonNode deployment, JsonNode place, String cluster) {
        ObjectNode full = MAPPER.createObjectNode();
        full.put("status", "deployed").putObject("tags");
        full.putArray("runtime_risks");
        full.setAll((ObjectNode) deployment);
        full.put("logical_environment", place.path("logical_environment").asString());
        full.put("physical_environment", place.path("physical_environment").asString(""));
        full.put("cluster", cluster);
        return MAPPER.treeToValue(full, ReceivedRecord.class);
    }
}
