package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pods of a namespace as controllers start and end them. */
final class ControlledPods {
    private final SimulatedCluster cluster;
    private final String namespace;

    /** The hash that a Deployment's ReplicaSet labels its pods with, by its uid; an orphan keeps it. */
    private final Map<Integer, String> hashes = new HashMap<>();

    ControlledPods(SimulatedCluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /** Labels all pods that a ReplicaSet starts with a hash. */
    void label(int replicaSet, String hash) {
        hashes.put(replicaSet, hash);
    }

    /** Returns the pods of a controller, even those that have ended. */
    List<Pod> of(int uid) {
        return cluster.podsOf(namespace, uid);
    }

    /** Starts a pod under the first free name; a pod without a controller that has the name is adopted. */
    void startOrdinal(DesiredWorkload desiredWorkload, int active) {
        for (int ordinal = 0; ordinal <= active; ordinal++) {
            ObjectKey name = key("Pod", desiredWorkload.name + "-" + ordinal);
            ClusterObject there = cluster.get(name);
            if (there == null) {
                start(
                        owner(desiredWorkload),
                        name,
                        desiredWorkload.boxes(desiredWorkload.current()),
                        desiredWorkload.current(),
                        null);
                return;
            }
            if (there instanceof Pod bare && bare.controller() == null) {
                cluster.put(bare.under(owner(desiredWorkload).asController()));
                return;
            }
        }
    }

    /** Starts a pod under a generated name. */
    void start(Owner owner, List<Box> boxes, int template) {
        ObjectKey name = key("Pod", owner.key().name() + "-" + cluster.next());
        start(owner, name, boxes, template, hashes.get(owner.uid()));
    }

    private void start(Owner owner, ObjectKey name, List<Box> boxes, int template, @Nullable String hash) {
        int now = cluster.next();
        cluster.put(new Pod(name, owner.asController(), hash, now, template, Life.PENDING, false, boxes, Map.of()));
    }

    void terminate(Pod pod) {
        cluster.put(pod.toEnd());
    }

    /** Returns the pods of a controller that neither end nor have ended. */
    List<Pod> active(int uid) {
        return cluster.podsOf(namespace, uid).stream().filter(Pod::isActive).toList();
    }

    /** Returns a workload as it is in the cluster. */
    Owner owner(DesiredWorkload desiredWorkload) {
        return (Owner) Objects.requireNonNull(cluster.get(key(desiredWorkload.kind, desiredWorkload.name)));
    }

    ObjectKey key(String kind, String name) {
        return new ObjectKey(kind, namespace, name);
    }
}
