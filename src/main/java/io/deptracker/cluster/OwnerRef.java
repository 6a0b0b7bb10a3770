package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/**
 * The controller that an object names as its owner.
 *
 * @param kind its kind, any there is
 * @param name its name, in the object's namespace
 */
record OwnerRef(String kind, String name) {

    static final String POD = "Pod";

    /** What a pod names that has no controller, where it is a workload of its own. */
    static OwnerRef pod(String name) {
        return new OwnerRef(POD, name);
    }

    /** The controller of an object, or null where it has none. */
    static @Nullable OwnerRef controllerOf(HasMetadata object) {
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(reference.getController())) {
                return new OwnerRef(
                        reference.getKind().intern(), reference.getName().intern());
            }
        }
        return null;
    }
}
