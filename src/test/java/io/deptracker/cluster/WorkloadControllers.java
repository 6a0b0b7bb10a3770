package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The controllers of a namespace: each act is one step of one of them towards the desired state. */
final class WorkloadControllers {
    private final SimulatedCluster cluster;
    private final String namespace;
    private final RandomGenerator random;
    private final Map<ObjectKey, DesiredWorkload> apps = new LinkedHashMap<>();

    /** The template of a ReplicaSet, by its uid. */
    private final Map<Integer, Integer> templates = new HashMap<>();

    /** The hash that a Deployment's ReplicaSet labels its pods with, by its uid; an orphan keeps it. */
    private final Map<Integer, String> hashes = new HashMap<>();

    WorkloadControllers(SimulatedCluster cluster, String namespace, RandomGenerator random) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.random = random;
    }

    Collection<DesiredWorkload> apps() {
        return apps.values();
    }

    @Nullable
    DesiredWorkload app(String kind, String name) {
        return apps.get(key(kind, name));
    }

    void create(DesiredWorkload desiredWorkload, Map<String, String> annotations) {
        apps.put(key(desiredWorkload.kind, desiredWorkload.name), desiredWorkload);
        cluster.put(
                new Owner(key(desiredWorkload.kind, desiredWorkload.name), desiredWorkload.uid, null, 0, annotations));
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
                apps.remove(key(orphan.kind, orphan.name));
                Owner replicaSet = owner(orphan);
                desiredWorkload.template(orphan.boxes(orphan.current()));
                templates.put(replicaSet.uid(), desiredWorkload.current());
                desiredWorkload.revision = Math.max(desiredWorkload.revision, replicaSet.revision());
                cluster.put(replicaSet.under(owner(desiredWorkload).asController()));
            }
        }
    }

    void annotate(DesiredWorkload desiredWorkload, Map<String, String> annotations) {
        cluster.put(owner(desiredWorkload).annotated(annotations));
    }

    void deleteInBackground(DesiredWorkload desiredWorkload) {
        apps.remove(key(desiredWorkload.kind, desiredWorkload.name));
        cluster.remove(key(desiredWorkload.kind, desiredWorkload.name));
    }

    void deleteInForeground(DesiredWorkload desiredWorkload) {
        desiredWorkload.deleting = true;
    }

    void orphan(DesiredWorkload desiredWorkload) {
        for (Owner child : cluster.ownersOf(namespace, desiredWorkload.uid)) {
            cluster.put(child.under(null));
            String name = child.key().name();
            int template = templates.getOrDefault(child.uid(), desiredWorkload.current());
            apps.put(
                    child.key(),
                    new DesiredWorkload(child.key().kind(), name, child.uid(), desiredWorkload.boxes(template)));
        }
        cluster.podsOf(namespace, desiredWorkload.uid).forEach(pod -> cluster.put(pod.under(null)));
        deleteInBackground(desiredWorkload);
    }

    /** Scales as an autoscaler does, by one replica of the earlier template. */
    void autoscale(DesiredWorkload desiredWorkload) {
        List<Owner> replicaSets = replicaSets(desiredWorkload);
        if (!replicaSets.isEmpty()) {
            Owner any = replicaSets.get(random.nextInt(replicaSets.size()));
            start(any, desiredWorkload.boxes(templates.getOrDefault(any.uid(), 0)), any.uid());
        }
    }

    void act() {
        if (apps.isEmpty()) {
            return;
        }
        DesiredWorkload desiredWorkload = List.copyOf(apps.values()).get(random.nextInt(apps.size()));
        if (desiredWorkload.deleting) {
            takeDown(desiredWorkload);
        } else if (desiredWorkload.hasReplicaSets()) {
            rollOut(desiredWorkload);
        } else if (desiredWorkload.hasJobs()) {
            runJobs(desiredWorkload);
        } else if (desiredWorkload.kind.equals("Job")) {
            run(owner(desiredWorkload), desiredWorkload.boxes(0));
        } else if (DesiredWorkload.startsRuns(owner(desiredWorkload).asController())) {
            runOnce(desiredWorkload);
        } else {
            replace(desiredWorkload);
        }
    }

    private void takeDown(DesiredWorkload desiredWorkload) {
        List<Owner> children = cluster.ownersOf(namespace, desiredWorkload.uid);
        List<Pod> pods = new ArrayList<>(cluster.podsOf(namespace, desiredWorkload.uid));
        children.forEach(child -> pods.addAll(cluster.podsOf(namespace, child.uid())));
        if (!pods.isEmpty()) {
            pods.stream().filter(pod -> !pod.terminating()).findAny().ifPresent(this::terminate);
        } else if (!children.isEmpty()) {
            cluster.remove(children.getFirst().key());
        } else {
            deleteInBackground(desiredWorkload);
        }
    }

    private void rollOut(DesiredWorkload desiredWorkload) {
        Owner newest = newestReplicaSet(desiredWorkload);
        if (newest == null) {
            return;
        }
        // Annotations are copied and never removed.
        var copied = new TreeMap<>(newest.annotations());
        copied.putAll(owner(desiredWorkload).annotations());
        if (desiredWorkload.kind.equals("Deployment") && !newest.annotations().equals(copied)) {
            cluster.put(newest.annotated(copied));
            return;
        }
        List<Owner> old = replicaSets(desiredWorkload).stream()
                .filter(other -> other.uid() != newest.uid())
                .toList();
        List<Pod> oldPods =
                old.stream().flatMap(each -> active(each.uid()).stream()).toList();
        List<Pod> newPods = active(newest.uid());
        if (newPods.size() > desiredWorkload.replicas) {
            terminate(newPods.getLast());
        } else if (newPods.size() < desiredWorkload.replicas
                && newPods.size() + oldPods.size() <= desiredWorkload.replicas) {
            start(newest, desiredWorkload.boxes(templates.getOrDefault(newest.uid(), 0)), newest.uid());
        } else if (!oldPods.isEmpty()
                && (desiredWorkload.replicas == 0 || newPods.stream().anyMatch(pod -> pod.life() == Life.RUNNING))) {
            terminate(oldPods.getFirst());
        } else if (random.nextInt(4) == 0) {
            old.stream()
                    .filter(each -> cluster.podsOf(namespace, each.uid()).isEmpty())
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
                hashes.put(uid, hash);
            }
            Owner top = owner(desiredWorkload);
            ObjectKey key = key("ReplicaSet", desiredWorkload.name + "-" + hash);
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

    private void runJobs(DesiredWorkload desiredWorkload) {
        List<Owner> jobs = cluster.ownersOf(namespace, desiredWorkload.uid);
        if (jobs.isEmpty() || (random.nextInt(5) == 0 && jobs.size() < 3)) {
            int uid = cluster.next();
            templates.put(uid, desiredWorkload.current());
            cluster.put(new Owner(
                    key("Job", desiredWorkload.name + "-" + uid),
                    uid,
                    owner(desiredWorkload).asController(),
                    0,
                    Map.of()));
        } else if (random.nextInt(5) == 0) {
            cluster.remove(jobs.getFirst().key());
        } else {
            Owner job = jobs.getLast();
            run(job, desiredWorkload.boxes(templates.getOrDefault(job.uid(), 0)));
        }
    }

    private void run(Owner job, List<Box> boxes) {
        List<Pod> pods = cluster.podsOf(namespace, job.uid());
        boolean failed = pods.stream().allMatch(pod -> pod.life() == Life.FAILED);
        if (failed && pods.size() < 3) {
            start(job, boxes, 0);
        }
    }

    /** Starts the pods of a run; pods that have ended are not replaced. */
    private void runOnce(DesiredWorkload desiredWorkload) {
        if (cluster.podsOf(namespace, desiredWorkload.uid).size() < desiredWorkload.replicas) {
            start(owner(desiredWorkload), desiredWorkload.boxes(0), 0);
        }
    }

    private void replace(DesiredWorkload desiredWorkload) {
        List<Pod> pods = active(desiredWorkload.uid);
        if (pods.size() < desiredWorkload.replicas) {
            if (desiredWorkload.hasOrdinals()) {
                startOrdinal(desiredWorkload, pods.size());
            } else {
                start(
                        owner(desiredWorkload),
                        desiredWorkload.boxes(desiredWorkload.current()),
                        desiredWorkload.current());
            }
        } else if (pods.size() > desiredWorkload.replicas) {
            terminate(pods.getLast());
        } else if (!desiredWorkload.paused && !desiredWorkload.kind.equals("ReplicaSet")) {
            pods.stream()
                    .filter(pod -> pod.template() != desiredWorkload.current())
                    .findFirst()
                    .ifPresent(this::terminate);
        }
    }

    /** Starts a pod under the first free name; a pod without a controller that has the name is adopted. */
    private void startOrdinal(DesiredWorkload desiredWorkload, int active) {
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

    private void start(Owner owner, List<Box> boxes, int template) {
        ObjectKey name = key("Pod", owner.key().name() + "-" + cluster.next());
        start(owner, name, boxes, template, hashes.get(owner.uid()));
    }

    private void start(Owner owner, ObjectKey name, List<Box> boxes, int template, @Nullable String hash) {
        int now = cluster.next();
        cluster.put(new Pod(name, owner.asController(), hash, now, template, Life.PENDING, false, boxes, Map.of()));
    }

    private void terminate(Pod pod) {
        cluster.put(pod.toEnd());
    }

    private List<Pod> active(int uid) {
        return cluster.podsOf(namespace, uid).stream().filter(Pod::isActive).toList();
    }

    private Owner owner(DesiredWorkload desiredWorkload) {
        return (Owner) Objects.requireNonNull(cluster.get(key(desiredWorkload.kind, desiredWorkload.name)));
    }

    private ObjectKey key(String kind, String name) {
        return new ObjectKey(kind, namespace, name);
    }
}
