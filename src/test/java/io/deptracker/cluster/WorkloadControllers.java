package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The controllers of a namespace: each act is one step of one of them towards the desired state. */
final class WorkloadControllers {
    private final SimulatedCluster cluster;
    private final String namespace;
    private final RandomGenerator random;
    private final Map<ObjectKey, DesiredWorkload> apps = new LinkedHashMap<>();
    private final ControlledPods pods;
    private final ReplicaSetSteps replicaSetSteps;
    private final JobSteps jobSteps;

    WorkloadControllers(SimulatedCluster cluster, String namespace, RandomGenerator random) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.random = random;
        pods = new ControlledPods(cluster, namespace);
        replicaSetSteps = new ReplicaSetSteps(cluster, namespace, random, pods);
        jobSteps = new JobSteps(cluster, namespace, random, pods);
    }

    Collection<DesiredWorkload> apps() {
        return apps.values();
    }

    @Nullable
    DesiredWorkload app(String kind, String name) {
        return apps.get(pods.key(kind, name));
    }

    void create(DesiredWorkload desiredWorkload, Map<String, String> annotations) {
        apps.put(pods.key(desiredWorkload.kind, desiredWorkload.name), desiredWorkload);
        cluster.put(new Owner(
                pods.key(desiredWorkload.kind, desiredWorkload.name), desiredWorkload.uid, null, 0, annotations));
        if (desiredWorkload.kind.equals("Deployment")) {
            adopt(desiredWorkload);
        }
    }

    /** Adopts ReplicaSets that an earlier Deployment of its name left behind. */
    private void adopt(DesiredWorkload desiredWorkload) {
        for (DesiredWorkload orphan : List.copyOf(apps.values())) {
            if (orphan.kind.equals("ReplicaSet")
                    && orphan.name.startsWith(desiredWorkload.name + "-")
                    && !orphan.deleting) {
                apps.remove(pods.key(orphan.kind, orphan.name));
                replicaSetSteps.adopt(desiredWorkload, orphan);
            }
        }
    }

    void annotate(DesiredWorkload desiredWorkload, Map<String, String> annotations) {
        cluster.put(pods.owner(desiredWorkload).annotated(annotations));
    }

    void deleteInBackground(DesiredWorkload desiredWorkload) {
        apps.remove(pods.key(desiredWorkload.kind, desiredWorkload.name));
        cluster.remove(pods.key(desiredWorkload.kind, desiredWorkload.name));
    }

    /** Scales as an autoscaler does, by one replica of the earlier template. */
    void autoscale(DesiredWorkload desiredWorkload) {
        replicaSetSteps.autoscale(desiredWorkload);
    }

    void deleteInForeground(DesiredWorkload desiredWorkload) {
        desiredWorkload.deleting = true;
    }

    void orphan(DesiredWorkload desiredWorkload) {
        for (Owner child : cluster.ownersOf(namespace, desiredWorkload.uid)) {
            cluster.put(child.under(null));
            String name = child.key().name();
            int current = desiredWorkload.current();
            int template = replicaSetSteps.template(child.uid(), jobSteps.template(child.uid(), current));
            apps.put(
                    child.key(),
                    new DesiredWorkload(child.key().kind(), name, child.uid(), desiredWorkload.boxes(template)));
        }
        pods.of(desiredWorkload.uid).forEach(pod -> cluster.put(pod.under(null)));
        deleteInBackground(desiredWorkload);
    }

    void act() {
        if (apps.isEmpty()) {
            return;
        }
        DesiredWorkload desiredWorkload = List.copyOf(apps.values()).get(random.nextInt(apps.size()));
        if (desiredWorkload.deleting) {
            takeDown(desiredWorkload);
        } else if (desiredWorkload.hasReplicaSets()) {
            replicaSetSteps.rollOut(desiredWorkload);
        } else if (desiredWorkload.hasJobs()) {
            jobSteps.runJobs(desiredWorkload);
        } else if (desiredWorkload.kind.equals("Job")) {
            jobSteps.run(pods.owner(desiredWorkload), desiredWorkload.boxes(0));
        } else if (DesiredWorkload.startsRuns(pods.owner(desiredWorkload).asController())) {
            jobSteps.runOnce(desiredWorkload);
        } else {
            replace(desiredWorkload);
        }
    }

    private void takeDown(DesiredWorkload desiredWorkload) {
        List<Owner> children = cluster.ownersOf(namespace, desiredWorkload.uid);
        List<Pod> remaining = new ArrayList<>(pods.of(desiredWorkload.uid));
        children.forEach(child -> remaining.addAll(pods.of(child.uid())));
        if (!remaining.isEmpty()) {
            remaining.stream().filter(pod -> !pod.terminating()).findAny().ifPresent(pods::terminate);
        } else if (!children.isEmpty()) {
            cluster.remove(children.getFirst().key());
        } else {
            deleteInBackground(desiredWorkload);
        }
    }

    private void replace(DesiredWorkload desiredWorkload) {
        List<Pod> running = pods.active(desiredWorkload.uid);
        if (running.size() < desiredWorkload.replicas) {
            if (desiredWorkload.hasOrdinals()) {
                pods.startOrdinal(desiredWorkload, running.size());
            } else {
                pods.start(
                        pods.owner(desiredWorkload),
                        desiredWorkload.boxes(desiredWorkload.current()),
                        desiredWorkload.current());
            }
        } else if (running.size() > desiredWorkload.replicas) {
            pods.terminate(running.getLast());
        } else if (!desiredWorkload.paused && !desiredWorkload.kind.equals("ReplicaSet")) {
            running.stream()
                    .filter(pod -> pod.template() != desiredWorkload.current())
                    .findFirst()
                    .ifPresent(pods::terminate);
        }
    }
}
