package io.deptracker.outbox;

import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of the column {@code metadata}. Equal metadata has equal text, so that comparing texts reveals a change. */
public final class MetadataJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private MetadataJson() {}

    static String write(Metadata metadata) {
        var object = new LinkedHashMap<String, Object>();
        if (!metadata.tags().isEmpty()) {
            object.put("tags", metadata.tags());
        }
        if (!metadata.runtimeRisks().isEmpty()) {
            object.put(
                    "runtime_risks",
                    metadata.runtimeRisks().stream().map(RuntimeRisk::wireName).toList());
        }
        String repository = metadata.githubRepository();
        if (repository != null) {
            object.put("github_repository", repository);
        }
        return MAPPER.writeValueAsString(object);
    }

    /** Returns the metadata of a column's text. */
    public static Metadata read(String json) {
        if (json.equals("{}")) {
            return Metadata.NONE;
        }
        Map<String, Object> object = MAPPER.readValue(json, OBJECT);
        var tags = new LinkedHashMap<String, String>();
        if (object.get("tags") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
        }
        var risks = new ArrayList<RuntimeRisk>();
        if (object.get("runtime_risks") instanceof List<?> list) {
            list.forEach(risk -> RuntimeRisk.of(String.valueOf(risk)).ifPresent(risks::add));
        }
        @Nullable Object repository = object.get("github_repository");
        return new Metadata(
                tags,
                risks.isEmpty() ? EnumSet.noneOf(RuntimeRisk.class) : EnumSet.copyOf(risks),
                repository instanceof String text ? text : null);
    }
}
