package io.deptracker.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The namespaces of the cluster: which are in scope, and which opt out of tracking. Safe for many threads. */
final class Namespaces {
    private final NamespaceScope scope;
    private final Runnable onChange;
    private final Map<String, Boolean> optedOut = new HashMap<>();

    /**
     * @param scope the namespaces that the settings select
     * @param onChange called when a namespace opts out or in again, which may affect everything in it; must return at
     *     once
     */
    Namespaces(NamespaceScope scope, Runnable onChange) {
        this.scope = scope;
        this.onChange = onChange;
    }

    boolean inScope(String namespace) {
        return scope.includes(namespace);
    }

    synchronized boolean optsOut(String namespace) {
        return optedOut.getOrDefault(namespace, false);
    }

    /** Adds or updates a namespace, and returns whether it was known. */
    synchronized boolean put(String namespace, boolean optsOut) {
        Boolean before = optedOut.put(namespace, optsOut);
        if (optsOut != (before != null && before)) {
            onChange.run();
        }
        return before != null;
    }

    /** Removes a namespace, and returns whether it was known. Its contents are deleted before the namespace is. */
    synchronized boolean remove(String namespace) {
        return optedOut.remove(namespace) != null;
    }

    synchronized boolean contains(String namespace) {
        return optedOut.containsKey(namespace);
    }

    synchronized List<String> names() {
        return List.copyOf(optedOut.keySet());
    }
}
