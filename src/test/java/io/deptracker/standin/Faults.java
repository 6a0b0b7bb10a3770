package io.deptracker.standin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with the API server at the moment. */
final class Faults {
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** How a request is answered. */
    record Failure(int status, Map<String, String> headers) {}

    private final Set<ApiResource> forbidden = ConcurrentHashMap.newKeySet();
    private volatile Function<String, Optional<Failure>> failures = verb -> Optional.empty();
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

    /** Decides by the verb of each request whether it fails. */
    void fail(Function<String, Optional<Failure>> some) {
        failures = some;
    }

    Optional<Failure> failure(String verb) {
        return failures.apply(verb);
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
