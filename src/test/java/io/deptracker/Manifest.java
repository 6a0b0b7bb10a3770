package io.deptracker;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a manifest, parsed as strictly as an API server does.
 *
 * @param objects the manifest's documents
 */
public record Manifest(List<HasMetadata> objects) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** The models keep unknown fields; this mapper rejects them. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
                    return false;
                }
            })
            .build();

    /** Parses a manifest's documents, which must not be empty. */
    public static Manifest parse(String yaml) {
        return new Manifest(
                Arrays.stream(yaml.split("(?m)^---$", -1)).map(Manifest::object).toList());
    }

    private static HasMetadata object(String document) {
        ObjectNode json = YAML.unmarshal(document, ObjectNode.class);
        var type = YAML.getRegisteredKubernetesResource(
                json.path("apiVersion").asString(), json.path("kind").asString());
        return (HasMetadata) strict(json, type);
    }

    /** Parses an object that has no other fields than those of the type. */
    public static <T> T strict(JsonNode object, Class<T> type) {
        return STRICT.treeToValue(object, type);
    }

    /** Returns the only object of that type. */
    public <T extends HasMetadata> T the(Class<T> type) {
        List<T> found =
                objects.stream().filter(type::isInstance).map(type::cast).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + type.getSimpleName());
        }
        return found.getFirst();
    }
}
