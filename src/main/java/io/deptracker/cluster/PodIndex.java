package io.deptracker.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An index of the pods by namespace and name. Two levels of maps, since a key object for each pod would take 24 bytes
 * more. Not safe for several threads.
 */
final class PodIndex {
    private final Map<String, Map<String, PodState>> byNamespace = new HashMap<>();

    @Nullable
    PodState get(String namespace, String name) {
        @Nullable Map<String, PodState> pods = byNamespace.get(namespace);
        return pods == null ? null : pods.get(name);
    }

    /** Adds a pod, replacing the one of its name, if any. */
    void put(PodState pod) {
        byNamespace.computeIfAbsent(pod.namespace(), _ -> new HashMap<>()).put(pod.name(), pod);
    }

    /** Removes a pod and returns it, or null if there is none. */
    @Nullable
    PodState remove(String namespace, String name) {
        @Nullable Map<String, PodState> pods = byNamespace.get(namespace);
        @Nullable PodState removed = pods == null ? null : pods.remove(name);
        if (pods != null && pods.isEmpty()) {
            byNamespace.remove(namespace);
        }
        return removed;
    }

    /** Returns the names of all pods, as namespace/name. */
    List<String> keys() {
        return byNamespace.entrySet().stream()
                .flatMap(pods -> pods.getValue().keySet().stream().map(name -> pods.getKey() + "/" + name))
                .toList();
    }
}
