package io.deptracker.cluster;

import io.deptracker.record.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What an owner reference names, with the namespace that it is read in.
 *
 * @param kind any kind there is
 * @param namespace where it is
 * @param name its name
 */
record OwnerKey(String kind, String namespace, String name) {
    static OwnerKey of(Workload workload) {
        return new OwnerKey(workload.kind(), workload.namespace(), workload.name());
    }

    /** The owner that a pod names, or null where it names none. */
    static @Nullable OwnerKey ofPod(PodState pod) {
        OwnerRef owner = pod.owner();
        return owner == null ? null : new OwnerKey(owner.kind(), pod.namespace(), owner.name());
    }

    Workload asWorkload() {
        return new Workload(namespace, kind, name);
    }
}
