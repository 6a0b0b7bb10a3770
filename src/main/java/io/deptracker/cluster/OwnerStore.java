package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.function.Predicate;

/**
 * The owners of one kind in the cluster state, as their informer sees them.
 *
 * @param <T> the kind
 */
final class OwnerStore<T extends HasMetadata> extends ReducedStore<T> {
    private final Class<T> type;
    private final Kind kind;
    private final ClusterState state;

    OwnerStore(Class<T> type, Kind kind, ClusterState state, Predicate<String> namespaces) {
        super(namespaces);
        this.type = type;
        this.kind = kind;
        this.state = state;
    }

    @Override
    boolean store(T object) {
        return state.put(OwnerState.read(kind, object)) != null;
    }

    @Override
    boolean drop(String namespace, String name) {
        return state.removeOwner(kind, namespace, name) != null;
    }

    @Override
    boolean contains(String namespace, String name) {
        return state.owner(kind, namespace, name) != null;
    }

    @Override
    List<String> keys() {
        return state.owners(kind).stream()
                .map(owner -> owner.namespace() + "/" + owner.name())
                .toList();
    }

    @Override
    T empty() {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException noModelOfFabric8) {
            throw new IllegalStateException(type + " has no constructor without arguments", noModelOfFabric8);
        }
    }
}
