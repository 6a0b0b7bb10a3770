package io.deptracker.cluster;

import io.deptracker.record.Workload;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an owner: what an owner reference names, with the namespace of the object that contains it.
 *
 * @param group the API group of its kind, empty for the core group
 * @param kind any kind
 * @param namespace its namespace
 * @param name its name
 */
record OwnerKey(String group, String kind, String namespace, String name) {
    static OwnerKey of(Workload workload) {
        return new OwnerKey(workload.group(), workload.kind(), workload.namespace(), workload.name());
    }

    /** Returns the owner that a pod names, or null if it names none. */
    static @Nullable OwnerKey ofPod(PodState pod) {
        OwnerRef owner = pod.owner();
        return owner == null ? null : new OwnerKey(owner.group(), owner.kind(), pod.namespace(), owner.name());
    }

    /** Returns the key of an object of a watched kind. */
    static OwnerKey of(Kind kind, String namespace, String name) {
        return new OwnerKey(kind.group(), kind.kindName(), namespace, name);
    }

    /** Returns whether this is an object of that watched kind. */
    boolean isOf(Kind watched) {
        return watched.group().equals(group) && watched.kindName().equals(kind);
    }

    Workload asWorkload() {
        return new Workload(namespace, group, kind, name);
    }
}
