package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The true state of a cluster, and every change of it in order. */
final class SimulatedCluster {
    /**
     * A change of one object.
     *
     * @param number its position in the order of all
     * @param key the object
     * @param now the new state, null if it is gone
     */
    record Change(long number, ObjectKey key, @Nullable ClusterObject now) {}

    private final Map<String, Map<ObjectKey, ClusterObject>> byNamespace = new LinkedHashMap<>();
    private final List<Consumer<Change>> listeners = new ArrayList<>();
    private long changes;
    private int counter;

    void onChange(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void put(ClusterObject clusterObject) {
        in(clusterObject.key().namespace()).put(clusterObject.key(), clusterObject);
        tell(clusterObject.key(), clusterObject);
    }

    void remove(ObjectKey key) {
        if (in(key.namespace()).remove(key) != null) {
            tell(key, null);
        }
    }

    private void tell(ObjectKey key, @Nullable ClusterObject now) {
        var change = new Change(++changes, key, now);
        listeners.forEach(listener -> listener.accept(change));
    }

    /** Returns a number that is used nowhere else here: a uid, a part of a name, a second. */
    int next() {
        return ++counter;
    }

    @Nullable
    ClusterObject get(ObjectKey key) {
        return in(key.namespace()).get(key);
    }

    List<ClusterObject> things(String namespace) {
        return List.copyOf(in(namespace).values());
    }

    List<ClusterObject> ofKind(String kind) {
        return byNamespace.values().stream()
                .flatMap(things -> things.values().stream())
                .filter(clusterObject -> clusterObject.key().kind().equals(kind))
                .toList();
    }

    List<Pod> podsOf(String namespace, int uid) {
        return dependents(namespace, uid)
                .filter(Pod.class::isInstance)
                .map(Pod.class::cast)
                .toList();
    }

    List<Owner> ownersOf(String namespace, int uid) {
        return dependents(namespace, uid)
                .filter(Owner.class::isInstance)
                .map(Owner.class::cast)
                .toList();
    }

    private Stream<ClusterObject> dependents(String namespace, int uid) {
        return things(namespace).stream().filter(clusterObject -> {
            Controller controller = clusterObject.controller();
            return controller != null && controller.uid() == uid;
        });
    }

    /** Returns what the garbage collector still has to remove: objects that name a missing controller. */
    List<ClusterObject> leftovers(String namespace) {
        Set<Integer> there = new HashSet<>();
        for (ClusterObject clusterObject : things(namespace)) {
            if (clusterObject instanceof Owner owner) {
                there.add(owner.uid());
            }
        }
        return things(namespace).stream()
                .filter(clusterObject -> {
                    Controller controller = clusterObject.controller();
                    return controller != null && !controller.isNode() && !there.contains(controller.uid());
                })
                .toList();
    }

    private Map<ObjectKey, ClusterObject> in(String namespace) {
        return byNamespace.computeIfAbsent(namespace, name -> new LinkedHashMap<>());
    }
}
