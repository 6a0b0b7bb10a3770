package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists in pages. All pages of a list show the state at the first, until its version is compacted. */
final class Paging {
    /** A page of a list, and the token to continue. */
    record Page(
            long version, List<ObjectNode> items, @Nullable String next, int remaining) {}

    /** A token is valid only for the list that it was issued for. */
    private record Rest(ApiPath of, String token) {}

    private final Map<Rest, StoredObjects.Snapshot> rests = new HashMap<>();
    private long most = Long.MAX_VALUE;

    /** Limits the pages from now on, even if a client allows more. */
    synchronized void atMost(long items) {
        most = items;
    }

    synchronized Page first(ApiPath of, StoredObjects.Snapshot snapshot, long allowed) {
        long limit = Math.min(allowed, most);
        if (limit <= 0 || snapshot.items().size() <= limit) {
            return new Page(snapshot.version(), snapshot.items(), null, 0);
        }
        List<ObjectNode> page = snapshot.items().subList(0, (int) limit);
        List<ObjectNode> rest =
                snapshot.items().subList((int) limit, snapshot.items().size());
        String token = token(of, snapshot.version(), page.getLast());
        rests.put(new Rest(of, token), new StoredObjects.Snapshot(snapshot.version(), rest));
        return new Page(snapshot.version(), page, token, rest.size());
    }

    /**
     * Returns the next page; empty if the token has expired.
     *
     * @throws IllegalArgumentException if it is not a token
     */
    synchronized Optional<Page> next(ApiPath of, String token, long limit) {
        refuseForeign(token);
        return Optional.ofNullable(rests.get(new Rest(of, token))).map(rest -> first(of, rest, limit));
    }

    synchronized void forget() {
        rests.clear();
    }

    /** Encodes version and position as the API server does. */
    private static String token(ApiPath of, long version, ObjectNode last) {
        JsonNode metadata = last.path("metadata");
        String name = metadata.path("name").asString();
        boolean named = of.namespace() != null || !of.resource().namespaced();
        String place = named ? name : metadata.path("namespace").asString() + "/" + name;
        ObjectNode token = JSON.createObjectNode()
                .put("v", "meta.k8s.io/v1")
                .put("rv", version)
                .put("start", place + "\0");
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JSON.writeValueAsString(token).getBytes(StandardCharsets.UTF_8));
    }

    private static void refuseForeign(String token) {
        try {
            JSON.readTree(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException | JacksonException foreign) {
            throw new IllegalArgumentException("invalid continue token: continue key is not valid", foreign);
        }
    }
}
