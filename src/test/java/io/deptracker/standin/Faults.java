package io.deptracker.standin;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with the API server at the moment. */
final class Faults {
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Every request is answered like this. */
    record Failure(int status, Map<String, String> headers) {}

    private final Set<ApiResource> forbidden = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Failure failure;
    private volatile boolean knowsMetadata = true;
    private volatile boolean rawText;

    void forbid(ApiResource resource) {
        forbidden.add(resource);
    }

    void allow(ApiResource resource) {
        forbidden.remove(resource);
    }

    boolean forbids(ApiResource resource) {
        return forbidden.contains(resource);
    }

    void fail(@Nullable Failure failure) {
        this.failure = failure;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    void sendRawText() {
        rawText = true;
    }

    JsonMapper watchJson() {
        return rawText ? Representation.JSON : ESCAPED;
    }

    void forgetMetadata() {
        knowsMetadata = false;
    }

    boolean knowsMetadata() {
        return knowsMetadata;
    }
}
