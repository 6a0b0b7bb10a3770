package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of an owner, reduced to what is used of it.
 *
 * @param kind which of the watched kinds it is
 * @param namespace its namespace
 * @param name its name
 * @param owner its own controller, or null if it has none
 * @param revision the rollout's revision that a ReplicaSet represents, 0 if it has none
 * @param annotations those that this program reads
 * @param gone whether it was deleted, and is kept only for the pods it left
 */
record OwnerState(
        Kind kind,
        String namespace,
        String name,
        @Nullable OwnerRef owner,
        long revision,
        Map<String, String> annotations,
        boolean gone) {

    static OwnerState read(Kind kind, HasMetadata object) {
        var metadata = object.getMetadata();
        // Interned: all objects of a namespace share its name, and all objects of an owner the owner's. The JVM drops
        // strings that are no longer in use.
        return new OwnerState(
                kind,
                metadata.getNamespace().intern(),
                metadata.getName().intern(),
                OwnerRef.controllerOf(object),
                Annotations.revision(metadata),
                Map.copyOf(Annotations.kept(metadata)),
                false);
    }

    OwnerState deleted() {
        return new OwnerState(kind, namespace, name, owner, revision, annotations, true);
    }
}
