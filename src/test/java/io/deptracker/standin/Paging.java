package io.deptracker.standin;

import static io.deptracker.standin.Representation.JSON;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Lists in pages. All pages of a list show the moment of the first, until its version is compacted away. */
final class Paging {
    /** Some of the items of a list, and how to go on. */
    record Page(
            long version, List<ObjectNode> items, @Nullable String next, int remaining) {}

    private final Map<String, StoredObjects.Snapshot> rests = new HashMap<>();
    private int tokens;
    private long most = Long.MAX_VALUE;

    /** Pages hold no more from now on, whatever a client allows. */
    synchronized void atMost(long items) {
        most = items;
    }

    synchronized Page first(StoredObjects.Snapshot snapshot, long allowed) {
        long limit = Math.min(allowed, most);
        if (limit <= 0 || snapshot.items().size() <= limit) {
            return new Page(snapshot.version(), snapshot.items(), null, 0);
        }
        List<ObjectNode> rest =
                snapshot.items().subList((int) limit, snapshot.items().size());
        String token = token(snapshot.version());
        rests.put(token, new StoredObjects.Snapshot(snapshot.version(), rest));
        return new Page(snapshot.version(), snapshot.items().subList(0, (int) limit), token, rest.size());
    }

    /** Empty when the token is not known, or no longer. */
    synchronized Optional<Page> next(String token, long limit) {
        return Optional.ofNullable(rests.get(token)).map(rest -> first(rest, limit));
    }

    synchronized void forget() {
        rests.clear();
    }

    private String token(long version) {
        tokens++;
        ObjectNode token = JSON.createObjectNode()
                .put("v", "meta.k8s.io/v1")
                .put("rv", version)
                .put("start", tokens);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JSON.writeValueAsString(token).getBytes(StandardCharsets.UTF_8));
    }
}
