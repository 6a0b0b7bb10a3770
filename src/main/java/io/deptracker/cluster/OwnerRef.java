package io.deptracker.cluster;

import io.deptracker.record.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/**
 * The controller that an object names as its owner.
 *
 * @param group the API group of its kind, without a version; empty for the core group
 * @param kind any kind
 * @param name its name, in the object's namespace
 */
record OwnerRef(String group, String kind, String name) {

    static final String POD = "Pod";

    private static final String CORE = "";
    private static final String NODE = "Node";

    /** Returns what a pod without a controller names if it is a workload of its own. */
    static OwnerRef pod(String name) {
        return new OwnerRef(CORE, POD, name);
    }

    /** Returns the controller of an object, or null if it has none. */
    static @Nullable OwnerRef controllerOf(HasMetadata object) {
        for (@Nullable OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            // A reference without a kind or a name, which no API server accepts, names nothing.
            if (reference != null
                    && Boolean.TRUE.equals(reference.getController())
                    && reference.getKind() != null
                    && reference.getName() != null) {
                return new OwnerRef(
                        group(reference.getApiVersion()).intern(),
                        reference.getKind().intern(),
                        reference.getName().intern());
            }
        }
        return null;
    }

    /** Returns whether this is the node that a mirror pod names: the kubelet runs such a pod from a file, no controller does. */
    boolean isNode() {
        return group.equals(CORE) && kind.equals(NODE);
    }

    /** Returns whether this names an object of that watched kind. */
    boolean isOf(Kind watched) {
        return watched.group().equals(group) && watched.kindName().equals(kind);
    }

    /** Returns whether this names a workload, apart from the namespace. */
    boolean isOf(Workload workload) {
        return group.equals(workload.group()) && kind.equals(workload.kind()) && name.equals(workload.name());
    }

    private static String group(@Nullable String apiVersion) {
        int slash = apiVersion == null ? -1 : apiVersion.indexOf('/');
        return apiVersion == null || slash < 0 ? CORE : apiVersion.substring(0, slash);
    }
}
