package io.deptracker.standin.apiserver;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The faults that are injected now. */
final class InjectedFaults {
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The response to a request that fails. */
    record Failure(int status, Map<String, String> headers) {}

    private final Set<Forbidden> forbidden = ConcurrentHashMap.newKeySet();
    private final Set<ApiResource> unwatchable = ConcurrentHashMap.newKeySet();
    private volatile Function<String, Optional<Failure>> failures = verb -> Optional.empty();
    private volatile boolean knowsMetadata = true;
    private volatile boolean rawText;

    /** A resource that is unreadable in a namespace, or in all if it is null. */
    private record Forbidden(ApiResource resource, @Nullable String namespace) {}

    void forbid(ApiResource resource, @Nullable String namespace) {
        forbidden.add(new Forbidden(resource, namespace));
    }

    void forbidWatching(ApiResource resource) {
        unwatchable.add(resource);
    }

    void allow(ApiResource resource) {
        unwatchable.remove(resource);
        forbidden.removeIf(forbidden -> forbidden.resource.equals(resource));
    }

    boolean forbids(ApiPath path) {
        return forbidden.contains(new Forbidden(path.resource(), null))
                || forbidden.contains(new Forbidden(path.resource(), path.namespace()));
    }

    boolean forbids(String verb, ApiPath path) {
        return forbids(path) || (verb.equals("watch") && unwatchable.contains(path.resource()));
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
