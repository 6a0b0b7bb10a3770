package io.deptracker.cluster;

import io.deptracker.cluster.Thing.Box;
import io.deptracker.cluster.Thing.Life;
import io.deptracker.cluster.Thing.ObjectKey;
import io.deptracker.cluster.Thing.Owner;
import io.deptracker.cluster.Thing.Pod;
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

/** The controllers of a namespace: each act is one step of one of them towards what is wanted. */
final class Controllers {
    private final TrueCluster cluster;
    private final String namespace;
    private final RandomGenerator random;
    private final Map<ObjectKey, App> apps = new LinkedHashMap<>();

    /** Which template a ReplicaSet is of, by its uid. */
    private final Map<Integer, Integer> templates = new HashMap<>();

    /** The hash that a Deployment's ReplicaSet labels its pods with, by its uid; it keeps it as an orphan. */
    private final Map<Integer, String> hashes = new HashMap<>();

    Controllers(TrueCluster cluster, String namespace, RandomGenerator random) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.random = random;
    }

    Collection<App> apps() {
        return apps.values();
    }

    @Nullable
    App app(String kind, String name) {
        return apps.get(key(kind, name));
    }

    void create(App app, Map<String, String> annotations) {
        apps.put(key(app.kind, app.name), app);
        cluster.put(new Owner(key(app.kind, app.name), app.uid, null, 0, annotations));
        if (app.kind.equals("Deployment")) {
            adopt(app);
        }
    }

    /** It takes ReplicaSets that an earlier one of its name left behind. */
    private void adopt(App app) {
        for (App orphan : List.copyOf(apps.values())) {
            if (orphan.kind.equals("ReplicaSet") && orphan.name.startsWith(app.name + "-") && !orphan.deleting) {
                apps.remove(key(orphan.kind, orphan.name));
                Owner replicaSet = owner(orphan);
                app.template(orphan.boxes(orphan.current()));
                templates.put(replicaSet.uid(), app.current());
                app.revision = Math.max(app.revision, replicaSet.revision());
                cluster.put(replicaSet.under(owner(app).asController()));
            }
        }
    }

    void annotate(App app, Map<String, String> annotations) {
        cluster.put(owner(app).annotated(annotations));
    }

    void deleteInBackground(App app) {
        apps.remove(key(app.kind, app.name));
        cluster.remove(key(app.kind, app.name));
    }

    void deleteInForeground(App app) {
        app.deleting = true;
    }

    void orphan(App app) {
        for (Owner child : cluster.ownersOf(namespace, app.uid)) {
            cluster.put(child.under(null));
            String name = child.key().name();
            int template = templates.getOrDefault(child.uid(), app.current());
            apps.put(child.key(), new App(child.key().kind(), name, child.uid(), app.boxes(template)));
        }
        cluster.podsOf(namespace, app.uid).forEach(pod -> cluster.put(pod.under(null)));
        deleteInBackground(app);
    }

    /** An autoscaler wants one more of what was there before. */
    void autoscale(App app) {
        List<Owner> replicaSets = replicaSets(app);
        if (!replicaSets.isEmpty()) {
            Owner any = replicaSets.get(random.nextInt(replicaSets.size()));
            start(any, app.boxes(templates.getOrDefault(any.uid(), 0)), any.uid());
        }
    }

    void act() {
        if (apps.isEmpty()) {
            return;
        }
        App app = List.copyOf(apps.values()).get(random.nextInt(apps.size()));
        if (app.deleting) {
            takeDown(app);
        } else if (app.hasReplicaSets()) {
            rollOut(app);
        } else if (app.hasJobs()) {
            runJobs(app);
        } else if (app.kind.equals("Job")) {
            run(owner(app), app.boxes(0));
        } else if (App.startsRuns(owner(app).asController())) {
            runOnce(app);
        } else {
            replace(app);
        }
    }

    private void takeDown(App app) {
        List<Owner> children = cluster.ownersOf(namespace, app.uid);
        List<Pod> pods = new ArrayList<>(cluster.podsOf(namespace, app.uid));
        children.forEach(child -> pods.addAll(cluster.podsOf(namespace, child.uid())));
        if (!pods.isEmpty()) {
            pods.stream().filter(pod -> !pod.terminating()).findAny().ifPresent(this::terminate);
        } else if (!children.isEmpty()) {
            cluster.remove(children.getFirst().key());
        } else {
            deleteInBackground(app);
        }
    }

    private void rollOut(App app) {
        Owner newest = newestReplicaSet(app);
        if (newest == null) {
            return;
        }
        // They are copied, and never removed.
        var copied = new TreeMap<>(newest.annotations());
        copied.putAll(owner(app).annotations());
        if (app.kind.equals("Deployment") && !newest.annotations().equals(copied)) {
            cluster.put(newest.annotated(copied));
            return;
        }
        List<Owner> old = replicaSets(app).stream()
                .filter(other -> other.uid() != newest.uid())
                .toList();
        List<Pod> oldPods =
                old.stream().flatMap(each -> active(each.uid()).stream()).toList();
        List<Pod> newPods = active(newest.uid());
        if (newPods.size() > app.replicas) {
            terminate(newPods.getLast());
        } else if (newPods.size() < app.replicas && newPods.size() + oldPods.size() <= app.replicas) {
            start(newest, app.boxes(templates.getOrDefault(newest.uid(), 0)), newest.uid());
        } else if (!oldPods.isEmpty()
                && (app.replicas == 0 || newPods.stream().anyMatch(pod -> pod.life() == Life.RUNNING))) {
            terminate(oldPods.getFirst());
        } else if (random.nextInt(4) == 0) {
            old.stream()
                    .filter(each -> cluster.podsOf(namespace, each.uid()).isEmpty())
                    .findFirst()
                    .ifPresent(each -> cluster.remove(each.key()));
        }
    }

    /** The one of the wanted template, made if need be; while paused, the newest that there is. */
    private @Nullable Owner newestReplicaSet(App app) {
        List<Owner> all = replicaSets(app);
        Owner newest = all.isEmpty() ? null : all.getLast();
        if (app.paused) {
            return newest;
        }
        Owner wanted = all.stream()
                .filter(each -> Objects.equals(templates.get(each.uid()), app.current()))
                .findFirst()
                .orElse(null);
        if (wanted == null) {
            int uid = cluster.next();
            templates.put(uid, app.current());
            String hash = "h" + uid;
            if (app.kind.equals("Deployment")) {
                hashes.put(uid, hash);
            }
            Owner top = owner(app);
            ObjectKey key = key("ReplicaSet", app.name + "-" + hash);
            wanted = new Owner(key, uid, top.asController(), ++app.revision, top.annotations());
            cluster.put(wanted);
        } else if (newest != null && newest.uid() != wanted.uid()) {
            wanted = wanted.ofRevision(++app.revision);
            cluster.put(wanted);
        }
        return wanted;
    }

    private List<Owner> replicaSets(App app) {
        return cluster.ownersOf(namespace, app.uid).stream()
                .filter(owner -> owner.key().kind().equals("ReplicaSet"))
                .sorted(Comparator.comparingInt(Owner::revision))
                .toList();
    }

    private void runJobs(App app) {
        List<Owner> jobs = cluster.ownersOf(namespace, app.uid);
        if (jobs.isEmpty() || (random.nextInt(5) == 0 && jobs.size() < 3)) {
            int uid = cluster.next();
            templates.put(uid, app.current());
            cluster.put(
                    new Owner(key("Job", app.name + "-" + uid), uid, owner(app).asController(), 0, Map.of()));
        } else if (random.nextInt(5) == 0) {
            cluster.remove(jobs.getFirst().key());
        } else {
            Owner job = jobs.getLast();
            run(job, app.boxes(templates.getOrDefault(job.uid(), 0)));
        }
    }

    private void run(Owner job, List<Box> boxes) {
        List<Pod> pods = cluster.podsOf(namespace, job.uid());
        boolean failed = pods.stream().allMatch(pod -> pod.life() == Life.FAILED);
        if (failed && pods.size() < 3) {
            start(job, boxes, 0);
        }
    }

    /** Pods that have ended are not replaced. */
    private void runOnce(App app) {
        if (cluster.podsOf(namespace, app.uid).size() < app.replicas) {
            start(owner(app), app.boxes(0), 0);
        }
    }

    private void replace(App app) {
        List<Pod> pods = active(app.uid);
        if (pods.size() < app.replicas) {
            if (app.hasOrdinals()) {
                startOrdinal(app, pods.size());
            } else {
                start(owner(app), app.boxes(app.current()), app.current());
            }
        } else if (pods.size() > app.replicas) {
            terminate(pods.getLast());
        } else if (!app.paused && !app.kind.equals("ReplicaSet")) {
            pods.stream()
                    .filter(pod -> pod.template() != app.current())
                    .findFirst()
                    .ifPresent(this::terminate);
        }
    }

    /** Under the first name that is free; a pod without a controller that has it is adopted. */
    private void startOrdinal(App app, int active) {
        for (int ordinal = 0; ordinal <= active; ordinal++) {
            ObjectKey name = key("Pod", app.name + "-" + ordinal);
            Thing there = cluster.get(name);
            if (there == null) {
                start(owner(app), name, app.boxes(app.current()), app.current(), null);
                return;
            }
            if (there instanceof Pod bare && bare.controller() == null) {
                cluster.put(bare.under(owner(app).asController()));
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

    private Owner owner(App app) {
        return (Owner) Objects.requireNonNull(cluster.get(key(app.kind, app.name)));
    }

    private ObjectKey key(String kind, String name) {
        return new ObjectKey(kind, namespace, name);
    }
}
