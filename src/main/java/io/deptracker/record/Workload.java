package io.deptracker.record;

import java.util.Set;

/**
 * The topmost owner of pods, whose containers are recorded. Group and kind are parts of its identity: other groups have
 * kinds of the same name as Kubernetes' own, such as Volcano's Job and Kruise's StatefulSet.
 *
 * @param namespace its namespace
 * @param group the API group of its kind, without a version; empty for the core group
 * @param kind its kind, such as Deployment, as owner references spell it
 * @param name its name within the namespace
 */
public record Workload(String namespace, String group, String kind, String name) {
    /** The groups of Kubernetes' own workloads, whose kinds are unambiguous without a group. */
    private static final Set<String> NATIVE_GROUPS = Set.of("", "apps", "batch");

    /** Returns the kind for display: with its group only if that is not one of Kubernetes' own. */
    public String qualifiedKind() {
        return NATIVE_GROUPS.contains(group) ? kind : kind + "." + group;
    }

    @Override
    public String toString() {
        return qualifiedKind() + " " + namespace + "/" + name;
    }
}
