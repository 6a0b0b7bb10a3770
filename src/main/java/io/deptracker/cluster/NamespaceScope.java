package io.deptracker.cluster;

import io.deptracker.config.Glob;
import io.deptracker.config.Settings;
import java.util.List;
import java.util.Set;

/**
 * The namespaces that are watched.
 *
 * @param only the only ones, or empty for all
 * @param excluded namespaces to leave out; empty if only some are watched
 */
record NamespaceScope(Set<String> only, List<Glob> excluded) {
    static NamespaceScope of(Settings.Tracked tracked) {
        return new NamespaceScope(tracked.namespaces(), tracked.excludedNamespaces());
    }

    boolean includes(String namespace) {
        return only.isEmpty() ? excluded.stream().noneMatch(glob -> glob.matches(namespace)) : only.contains(namespace);
    }
}
