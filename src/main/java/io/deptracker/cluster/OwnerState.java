package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an owner.
 *
 * @param kind which of the watched kinds it is
 * @param namespace where it is
 * @param name its name
 * @param owner its own controller, or null where it has none
 * @param revision the rollout's revision that a ReplicaSet stands for, 0 where none is said
 * @param annotations those that this program reads
 * @param gone whether it was deleted, and is remembered only for the pods it left
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
        // Interned: a namespace is said by all in it, a name by all that it owns. The JVM forgets what nobody says any
        // more.
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
