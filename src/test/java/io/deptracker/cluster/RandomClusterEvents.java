package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Random actions of users, nodes and the garbage collector in one namespace; the controllers are {@link
 * WorkloadControllers}.
 */
final class RandomClusterEvents {
    private static final List<String> CONTAINERS = List.of("app", "proxy", "setup");
    private static final List<Map<String, String>> ANNOTATIONS = List.of(
            Map.of(),
            Map.of("metadata.github.com/team", "payments"),
            Map.of("metadata.github.com/team", "search", "metadata.github.com/runtime-risks", "sensitive-data"),
            Map.of("metadata.github.com/tier", "gold", "metadata.github.com/runtime-risks", "internet-exposed"));

    private final SimulatedCluster cluster;
    private final String namespace;
    private final RandomGenerator random;
    private final WorkloadControllers workloadControllers;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> pushes = new HashMap<>();

    /**
     * A possible workload: if two have the same name, so do their deployments under a template that ignores the kind.
     */
    private record Place(String kind, String name) {}

    RandomClusterEvents(SimulatedCluster cluster, String namespace, RandomGenerator random) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.random = random;
        this.workloadControllers = new WorkloadControllers(cluster, namespace, random);
        places.add(new Place(any(DesiredWorkload.KINDS), "web"));
        places.add(new Place(any(DesiredWorkload.KINDS), "db"));
        var namesake = new Place(any(DesiredWorkload.KINDS), "web");
        if (!places.contains(namesake)) {
            places.add(namesake);
        }
    }

    void step() {
        int chance = random.nextInt(100);
        if (chance < 18) {
            userActs();
        } else if (chance < 50) {
            workloadControllers.act();
        } else if (chance < 85) {
            pods().stream().skip(random.nextInt(pods().size() + 1)).findFirst().ifPresent(this::nodeActs);
        } else {
            collectOne();
        }
    }

    private void userActs() {
        Place place = any(places);
        DesiredWorkload desiredWorkload = workloadControllers.app(place.kind(), place.name());
        if (desiredWorkload == null) {
            if (random.nextInt(3) > 0) {
                create(place);
            }
            return;
        }
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> desiredWorkload.template(template());
            case 3, 12 -> desiredWorkload.rollBack();
            case 4, 5 -> desiredWorkload.scale(random.nextInt(4));
            case 6 -> desiredWorkload.paused = !desiredWorkload.paused;
            case 7 -> workloadControllers.annotate(desiredWorkload, any(ANNOTATIONS));
            case 8, 13 -> workloadControllers.autoscale(desiredWorkload);
            case 9 -> pushes.merge(any(CONTAINERS), 1, Integer::sum);
            case 10 -> deleteOneOf(desiredWorkload);
            case 11 -> annotateOnePod();
            case 14 -> orphanOf(desiredWorkload);
            case 15 -> mirror();
            default -> {
                if (random.nextInt(6) == 0) {
                    List.copyOf(workloadControllers.apps()).forEach(workloadControllers::deleteInBackground);
                }
            }
        }
    }

    private void create(Place place) {
        workloadControllers.create(
                new DesiredWorkload(place.kind(), place.name(), cluster.next(), template()), any(ANNOTATIONS));
    }

    private void createAgain(DesiredWorkload desiredWorkload) {
        var place = new Place(desiredWorkload.kind, desiredWorkload.name);
        if (random.nextBoolean() && places.contains(place)) {
            create(place);
        }
    }

    /** Adds or removes a mirror pod, which a kubelet runs from a file. */
    private void mirror() {
        var node = Controller.node(any(List.of("node", "web")));
        var key = new ObjectKey("Pod", namespace, "web-on-" + node.name());
        if (cluster.get(key) == null) {
            cluster.put(new Pod(key, node, null, cluster.next(), 0, Life.PENDING, false, template(), any(ANNOTATIONS)));
        } else {
            cluster.remove(key);
        }
    }

    private void deleteOneOf(DesiredWorkload desiredWorkload) {
        if (random.nextInt(3) == 0) {
            workloadControllers.deleteInForeground(desiredWorkload);
            return;
        }
        workloadControllers.deleteInBackground(desiredWorkload);
        createAgain(desiredWorkload);
    }

    private void orphanOf(DesiredWorkload desiredWorkload) {
        workloadControllers.orphan(desiredWorkload);
        createAgain(desiredWorkload);
    }

    private void annotateOnePod() {
        List<Pod> pods = pods();
        if (!pods.isEmpty()) {
            cluster.put(any(pods).annotated(any(ANNOTATIONS)));
        }
    }

    private List<Box> template() {
        var boxes = new ArrayList<Box>();
        for (String container : CONTAINERS) {
            if (boxes.isEmpty() || random.nextBoolean()) {
                String image = "ghcr.io/acme/" + container + ":v" + random.nextInt(3);
                boxes.add(new Box(container, image, container.equals("setup"), null));
            }
        }
        return boxes;
    }

    private void nodeActs(Pod pod) {
        if (pod.terminating()) {
            // It may take a long time.
            if (random.nextInt(3) == 0) {
                cluster.remove(pod.key());
            }
            return;
        }
        boolean isRun = DesiredWorkload.startsRuns(pod.controller());
        switch (pod.life()) {
            case PENDING -> {
                // Otherwise its image cannot be pulled, this time.
                if (random.nextInt(4) > 0) {
                    boolean isQuick = isRun && random.nextBoolean();
                    cluster.put(pulled(pod, 5).living(isQuick ? ended() : Life.RUNNING));
                }
            }
            case RUNNING -> {
                if (pod.boxes().stream().anyMatch(box -> box.digest() == null)) {
                    cluster.put(pulled(pod, 2));
                } else if ((isRun && random.nextBoolean()) || random.nextInt(20) == 0) {
                    cluster.put(pod.living(isRun ? ended() : Life.FAILED));
                } else if (random.nextInt(3) == 0) {
                    // It crashed, and its image is pulled again.
                    cluster.put(pod.with(pod.boxes().stream()
                            .map(box -> box.running(digest(box)))
                            .toList()));
                }
            }
            case SUCCEEDED, FAILED -> {
                if (!isRun && random.nextInt(3) == 0) {
                    cluster.remove(pod.key());
                }
            }
        }
    }

    private Life ended() {
        return random.nextInt(3) > 0 ? Life.SUCCEEDED : Life.FAILED;
    }

    /** Returns the pod with most of its images pulled, and their digests known. */
    private Pod pulled(Pod pod, int oddsAgainstOne) {
        return pod.with(pod.boxes().stream()
                .map(box -> box.digest() == null && random.nextInt(oddsAgainstOne) > 0 ? box.running(digest(box)) : box)
                .toList());
    }

    private String digest(Box box) {
        int content = (box.image() + pushes.getOrDefault(box.name(), 0)).hashCode();
        return "sha256:%064x".formatted(Integer.toUnsignedLong(content));
    }

    private boolean collectOne() {
        List<ClusterObject> leftovers = cluster.leftovers(namespace);
        if (leftovers.isEmpty()) {
            return false;
        }
        collect(any(leftovers));
        return true;
    }

    private void collect(ClusterObject leftover) {
        if (leftover instanceof Pod pod && !pod.terminating() && random.nextInt(4) > 0) {
            cluster.put(pod.toEnd());
        } else {
            cluster.remove(leftover.key());
        }
    }

    /** Completes all the work of the garbage collector. */
    void collectAll() {
        boolean some = true;
        while (some) {
            some = collectOne();
        }
    }

    /** Deletes everything. */
    void end() {
        List.copyOf(workloadControllers.apps()).forEach(workloadControllers::deleteInBackground);
        collectAll();
        List<ObjectKey> bare = pods().stream().map(Pod::key).toList();
        bare.forEach(cluster::remove);
    }

    private List<Pod> pods() {
        return cluster.things(namespace).stream()
                .filter(Pod.class::isInstance)
                .map(Pod.class::cast)
                .toList();
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
