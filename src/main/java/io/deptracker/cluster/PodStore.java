package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pods of the cluster state, as their informer sees them. */
final class PodStore extends ReducedStore<Pod> {
    private final ClusterState state;
    private final boolean barePods;

    PodStore(ClusterState state, Predicate<String> namespaces, boolean barePods) {
        super(namespaces);
        this.state = state;
        this.barePods = barePods;
    }

    @Override
    boolean store(Pod pod) {
        var metadata = pod.getMetadata();
        @Nullable PodState known = state.pod(metadata.getNamespace(), metadata.getName());
        return state.put(PodReader.read(pod, barePods, known)) != null;
    }

    @Override
    boolean drop(String namespace, String name) {
        return state.removePod(namespace, name) != null;
    }

    @Override
    boolean contains(String namespace, String name) {
        return state.hasPod(namespace, name);
    }

    @Override
    List<String> keys() {
        return state.podKeys();
    }

    @Override
    Pod empty() {
        return new Pod();
    }
}
