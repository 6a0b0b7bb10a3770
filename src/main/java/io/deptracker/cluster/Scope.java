package io.deptracker.cluster;

import java.util.Optional;
import java.util.Set;

/**
 * The namespaces that are watched.
 *
 * @param only the one namespace, or empty for all
 * @param excluded namespaces to leave out; none where only one is watched
 */
record Scope(Optional<String> only, Set<String> excluded) {
    boolean includes(String namespace) {
        return only.map(namespace::equals).orElseGet(() -> !excluded.contains(namespace));
    }
}
