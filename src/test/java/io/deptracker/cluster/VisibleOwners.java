package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import io.deptracker.cluster.SimulatedCluster.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The owners that an observer knows in a simulated cluster, and the workloads that its pods belong to by them. */
final class VisibleOwners {
    private final SimulatedCluster cluster;
    private final Set<String> readable;
    private final Map<ObjectKey, Owner> known = new HashMap<>();
    private final Map<ObjectKey, Owner> deleted = new HashMap<>();

    /**
     * @param cluster the truth
     * @param readable the readable kinds of owners
     */
    VisibleOwners(SimulatedCluster cluster, Set<String> readable) {
        this.cluster = cluster;
        this.readable = readable;
    }

    /** Remembers an owner that was deleted: a watching observer still knows it if its pods stay. */
    void changed(Change change) {
        if (change.now() instanceof Owner owner) {
            known.put(change.key(), owner);
            deleted.remove(change.key());
        } else if (change.now() == null) {
            Owner before = known.remove(change.key());
            if (before != null) {
                deleted.put(change.key(), before);
            }
        }
    }

    void forgetTheDeleted() {
        deleted.clear();
    }

    /** Returns a result for an observer that does not know the deleted owners. */
    <T> T withoutDeleted(Supplier<T> result) {
        var remembered = Map.copyOf(deleted);
        deleted.clear();
        try {
            return result.get();
        } finally {
            deleted.putAll(remembered);
        }
    }

    boolean isDeleted(ObjectKey owner) {
        return deleted.containsKey(owner);
    }

    boolean isReadable(String kind) {
        return readable.contains(kind);
    }

    /** Returns the workloads that exist themselves or have pods, with their pods. */
    Map<ObjectKey, List<Pod>> podsOf(String namespace) {
        Map<ObjectKey, List<Pod>> podsOf = new HashMap<>();
        for (ClusterObject clusterObject : cluster.things(namespace)) {
            if (clusterObject instanceof Pod pod && pod.controller() != null && !isLeftOut(pod.controller())) {
                podsOf.computeIfAbsent(workload(pod, pod.controller()), key -> new ArrayList<>())
                        .add(pod);
            } else if (clusterObject instanceof Owner owner && isWorkload(owner)) {
                podsOf.computeIfAbsent(owner.key(), key -> new ArrayList<>());
            }
        }
        return podsOf;
    }

    /**
     * Returns whether a controller is not tracked: a mirror pod is a bare one, which is not tracked here, and neither
     * is a kind whose every object is one run.
     */
    private static boolean isLeftOut(Controller controller) {
        return controller.isNode() || controller.kind().equals("TaskRun.tekton.dev");
    }

    @Nullable
    Owner ownerOf(Pod pod) {
        Controller controller = pod.controller();
        return controller == null ? null : read(controller, pod.key().namespace());
    }

    /** Returns an owner as a watching observer knows it, even if it is deleted by now. */
    @Nullable
    Owner read(Controller controller, String namespace) {
        var key = new ObjectKey(controller.kind(), namespace, controller.name());
        if (!readable.contains(key.kind())) {
            return null;
        }
        return cluster.get(key) instanceof Owner there ? there : deleted.get(key);
    }

    private ObjectKey workload(Pod pod, Controller controller) {
        String namespace = pod.key().namespace();
        Owner owner = ownerOf(pod);
        Controller above = owner == null ? null : owner.controller();
        if (above != null) {
            return new ObjectKey(above.kind(), namespace, above.name());
        }
        String end = "-" + pod.hash();
        if (owner == null
                && controller.kind().equals("ReplicaSet")
                && controller.name().endsWith(end)) {
            return new ObjectKey(
                    "Deployment",
                    namespace,
                    controller.name().substring(0, controller.name().length() - end.length()));
        }
        return new ObjectKey(controller.kind(), namespace, controller.name());
    }

    /** Returns whether an owner is a workload of its own whose existence is visible. */
    private boolean isWorkload(Owner owner) {
        return readable.contains(owner.key().kind()) && owner.controller() == null;
    }
}
