package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The steps of the controllers that own ReplicaSets: a Deployment and a Rollout. */
final class ReplicaSetSteps {
    private final SimulatedCluster cluster;
    private final String namespace;
    private final RandomGenerator random;
    private final ControlledPods pods;

    /** The template of each object that was created, by its uid. */
    private final Map<Integer, Integer> templates = new HashMap<>();

    ReplicaSetSteps(SimulatedCluster cluster, String namespace, RandomGenerator random, ControlledPods pods) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.random = random;
        this.pods = pods;
    }

    /** Makes a ReplicaSet that an earlier Deployment of its name left behind one of this Deployment. */
    void adopt(DesiredWorkload deployment, DesiredWorkload orphan) {
        Owner replicaSet = pods.owner(orphan);
        deployment.template(orphan.boxes(orphan.current()));
        templates.put(replicaSet.uid(), deployment.current());
        deployment.revision = Math.max(deployment.revision, replicaSet.revision());
        cluster.put(replicaSet.under(pods.owner(deployment).asController()));
    }

    /** Returns the template of a ReplicaSet, or the default of an object that is none. */
    int template(int uid, int otherwise) {
        return templates.getOrDefault(uid, otherwise);
    }

    /** Scales as an autoscaler does, by one replica of the earlier template. */
    void autoscale(DesiredWorkload desiredWorkload) {
        List<Owner> replicaSets = replicaSets(desiredWorkload);
        if (!replicaSets.isEmpty()) {
            Owner any = replicaSets.get(random.nextInt(replicaSets.size()));
            pods.start(any, desiredWorkload.boxes(templates.getOrDefault(any.uid(), 0)), any.uid());
        }
    }

    /** Completes one step of a rollout. */
    void rollOut(DesiredWorkload desiredWorkload) {
        Owner newest = newestReplicaSet(desiredWorkload);
        if (newest == null) {
            return;
        }
        // Annotations are copied and never removed.
        var copied = new TreeMap<>(newest.annotations());
        copied.putAll(pods.owner(desiredWorkload).annotations());
        if (desiredWorkload.kind.equals("Deployment") && !newest.annotations().equals(copied)) {
            cluster.put(newest.annotated(copied));
            return;
        }
        List<Owner> old = replicaSets(desiredWorkload).stream()
                .filter(other -> other.uid() != newest.uid())
                .toList();
        List<Pod> oldPods =
                old.stream().flatMap(each -> pods.active(each.uid()).stream()).toList();
        List<Pod> newPods = pods.active(newest.uid());
        if (newPods.size() > desiredWorkload.replicas) {
            pods.terminate(newPods.getLast());
        } else if (newPods.size() < desiredWorkload.replicas
                && newPods.size() + oldPods.size() <= desiredWorkload.replicas) {
            pods.start(newest, desiredWorkload.boxes(templates.getOrDefault(newest.uid(), 0)), newest.uid());
        } else if (!oldPods.isEmpty()
                && (desiredWorkload.replicas == 0 || newPods.stream().anyMatch(pod -> pod.life() == Life.RUNNING))) {
            pods.terminate(oldPods.getFirst());
        } else if (random.nextInt(4) == 0) {
            old.stream()
                    .filter(each -> pods.of(each.uid()).isEmpty())
                    .findFirst()
                    .ifPresent(each -> cluster.remove(each.key()));
        }
    }

    /** Returns the ReplicaSet of the desired template, created if necessary; while paused, the newest existing one. */
    private @Nullable Owner newestReplicaSet(DesiredWorkload desiredWorkload) {
        List<Owner> all = replicaSets(desiredWorkload);
        Owner newest = all.isEmpty() ? null : all.getLast();
        if (desiredWorkload.paused) {
            return newest;
        }
        Owner wanted = all.stream()
                .filter(each -> Objects.equals(templates.get(each.uid()), desiredWorkload.current()))
                .findFirst()
                .orElse(null);
        if (wanted == null) {
            int uid = cluster.next();
            templates.put(uid, desiredWorkload.current());
            String hash = "h" + uid;
            if (desiredWorkload.kind.equals("Deployment")) {
                pods.label(uid, hash);
            }
            Owner top = pods.owner(desiredWorkload);
            ObjectKey key = pods.key("ReplicaSet", desiredWorkload.name + "-" + hash);
            wanted = new Owner(key, uid, top.asController(), ++desiredWorkload.revision, top.annotations());
            cluster.put(wanted);
        } else if (newest != null && newest.uid() != wanted.uid()) {
            wanted = wanted.ofRevision(++desiredWorkload.revision);
            cluster.put(wanted);
        }
        return wanted;
    }

    private List<Owner> replicaSets(DesiredWorkload desiredWorkload) {
        return cluster.ownersOf(namespace, desiredWorkload.uid).stream()
                .filter(owner -> owner.key().kind().equals("ReplicaSet"))
                .sorted(Comparator.comparingInt(Owner::revision))
                .toList();
    }
}
