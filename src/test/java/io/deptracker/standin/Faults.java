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

    private final Set<Forbidden> forbidden = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Failure failure;
    private volatile boolean knowsMetadata = true;
    private volatile boolean rawText;

    /** A resource that may not be read in a namespace, or nowhere where that is null. */
    private record Forbidden(ApiResource resource, @Nullable String namespace) {}

    void forbid(ApiResource resource, @Nullable String namespace) {
        forbidden.add(new Forbidden(resource, namespace));
    }

    void allow(ApiResource resource) {
        forbidden.removeIf(forbidden -> forbidden.resource.equals(resource));
    }

    boolean forbids(ApiPath path) {
        return forbidden.contains(new Forbidden(path.resource(), null))
                || forbidden.contains(new Forbidden(path.resource(), path.namespace()));
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
