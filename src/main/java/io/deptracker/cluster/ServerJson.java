package io.deptracker.cluster;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/**
 * The client's JSON, reading null lists and maps as empty ones. Go writes an empty list as null: the API server returns
 * {@code "items": null} for metadata of a kind without objects. The client's model expects lists everywhere.
 */
final class ServerJson extends KubernetesSerialization {
    /** Null elements are dropped: nothing can be read from them. */
    private static final JsonSetter.Value EMPTY = JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.SKIP);

    @Override
    protected ObjectMapper configureMapper(ObjectMapper mapper) {
        return super.configureMapper(mapper)
                .rebuild()
                .withConfigOverride(List.class, override -> override.setNullHandling(EMPTY))
                .withConfigOverride(Map.class, override -> override.setNullHandling(EMPTY))
                .build();
    }
}
