package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * Evictions, restarts, changes in place, moving tags and restarts of the tracker in any order. After each of them the
 * record must be that of the container that should decide, by a model that shares no code with the tracker.
 */
class WhichImagePropertyTest {
    private static final int SEQUENCES = Integer.getInteger("images.sequences", 500);
    private static final int STEPS = 60;
    private static final String WEB = "ghcr.io/lab-org/web";

    @Test
    void theContainerThatStartedLastDecides() {
        forEachSeed(seed -> new Replicas(new Random(seed)).run());
    }

    @Test
    void aPartitionNeverFlaps() {
        forEachSeed(seed -> new Partition(new Random(seed)).run());
    }

    private static void forEachSeed(LongConsumer sequence) {
        long first = Long.getLong("images.seed", System.nanoTime());
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            try {
                sequence.accept(seed);
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError(
                        "-Dimages.seed=%d -Dimages.sequences=1 repeats it: %s".formatted(seed, failed.getMessage()),
                        failed);
            }
        }
    }

    /** The tracker's path from watch events to the record of the container, without what was recorded before. */
    private static final class Tracker {
        private final Workload workload;
        private PodStore store;
        private DesiredStates desiredStates;

        Tracker(Workload workload) {
            this.workload = workload;
            restart(List.of());
        }

        void restart(List<Pod> listed) {
            var state = new ClusterState((_, _) -> {});
            for (Kind kind : Kind.values()) {
                state.unreadable(kind, "");
            }
            store = new PodStore(state, _ -> true, false);
            desiredStates = DefaultTracking.truth(state, new SimpleMeterRegistry());
            listed.forEach(this::see);
        }

        void see(Pod pod) {
            store.put("shop/" + pod.getMetadata().getName(), pod);
        }

        void remove(String name) {
            store.remove("shop/" + name);
        }

        /** Returns the record as "image:tag digest", or empty if there is none now. */
        Optional<String> record() {
            return desiredStates.desired(workload).map(DesiredState::records).orElse(List.of()).stream()
                    .map(DeploymentRecord::artifact)
                    .map(artifact -> artifact.name() + ":" + artifact.version() + " " + artifact.digest())
                    .findFirst();
        }
    }

    /** What runs in one pod: what the node started last. */
    private record Run(int second, String image, String digest, int rank) {}

    /** Three replicas of one revision. */
    private static final class Replicas {
        private final Random random;
        private final Tracker tracker = new Tracker(new Workload("shop", "apps", "Deployment", "web"));
        private final Map<String, NodePod> pods = new TreeMap<>();
        private final Map<String, String> specs = new TreeMap<>();
        private final Map<String, Run> runs = new TreeMap<>();
        private int second;

        Replicas(Random random) {
            this.random = random;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                second++;
                act();
                if (random.nextInt(8) == 0) {
                    tracker.restart(pods.values().stream().map(NodePod::build).toList());
                }
                assertThat(tracker.record()).as("step %d: %s", step, runs).isEqualTo(expected());
            }
        }

        private Optional<String> expected() {
            return runs.values().stream()
                    .filter(run -> run.rank < 2)
                    .min(Comparator.comparingInt(Run::rank)
                            .thenComparing(Comparator.comparingInt(Run::second).reversed()))
                    .map(run -> run.image + " " + run.digest);
        }

        private void act() {
            if (pods.size() < 3) {
                String name = "web-h1-" + second;
                String image = image();
                pods.put(name, NodePod.of("apps/v1", "ReplicaSet", "web-h1", "h1", name, second, image));
                specs.put(name, image);
                see(name);
                return;
            }
            String name = List.copyOf(pods.keySet()).get(random.nextInt(3));
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> start(name);
                case 3 -> {
                    String image = image();
                    specs.put(name, image);
                    pod(name).changes(second, image);
                }
                case 4 -> pod(name).waits("ImagePullBackOff");
                default -> {
                    tracker.see(pod(name).evicted().build());
                    tracker.remove(name);
                    pods.remove(name);
                    runs.remove(name);
                    return;
                }
            }
            see(name);
        }

        private NodePod pod(String name) {
            return Objects.requireNonNull(pods.get(name));
        }

        private void see(String name) {
            tracker.see(pod(name).build());
        }

        /** Starts the container with what the spec has. */
        private void start(String name) {
            String image = Objects.requireNonNull(specs.get(name));
            String digest = "sha256:%064x".formatted(1 + random.nextInt(9));
            int rank = random.nextInt(3);
            String id = List.of(WEB + "@" + digest, "quay.io/other/web@" + digest, digest)
                    .get(rank);
            pod(name).starts(second, id);
            int at = image.indexOf('@');
            runs.put(
                    name,
                    at < 0
                            ? new Run(second, image, digest, rank)
                            : new Run(second, image.substring(0, at), image.substring(at + 1), 0));
        }

        private String image() {
            // A tag that is pinned in place, and seen first before that runs, is indistinguishable from a runtime that
            // drops digests.
            return random.nextInt(4) == 0
                    ? WEB + ":pinned@sha256:%064x".formatted(100 + random.nextInt(3))
                    : WEB + ":v" + random.nextInt(4);
        }
    }

    /** A StatefulSet whose pods from the partition on are of a newer revision, even when they come back. */
    private static final class Partition {
        private final Random random;
        private final Tracker tracker = new Tracker(new Workload("shop", "apps", "StatefulSet", "pg"));
        private final int size;
        private final int partition;
        private final List<Optional<NodePod>> pods = new ArrayList<>();
        private int second;

        Partition(Random random) {
            this.random = random;
            this.size = 2 + random.nextInt(12);
            this.partition = random.nextInt(size + 1);
            for (int ordinal = 0; ordinal < size; ordinal++) {
                pods.add(Optional.empty());
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                second++;
                int ordinal = random.nextInt(size);
                NodePod pod = pods.get(ordinal).orElse(null);
                if (pod == null) {
                    pods.set(ordinal, Optional.of(start(ordinal)));
                } else if (random.nextInt(3) == 0) {
                    tracker.see(pod.starts(second, id(ordinal)).build());
                } else {
                    tracker.see(pod.evicted().build());
                    tracker.remove("pg-" + ordinal);
                    pods.set(ordinal, Optional.empty());
                }
                if (random.nextInt(8) == 0) {
                    tracker.restart(pods.stream()
                            .flatMap(Optional::stream)
                            .map(NodePod::build)
                            .toList());
                }
                assertThat(tracker.record()).as("step %d", step).isEqualTo(expected());
            }
        }

        private Optional<String> expected() {
            for (int ordinal = size - 1; ordinal >= 0; ordinal--) {
                if (pods.get(ordinal).isPresent()) {
                    return Optional.of("postgres:%d sha256:%064x".formatted(template(ordinal), template(ordinal)));
                }
            }
            return Optional.empty();
        }

        private NodePod start(int ordinal) {
            int template = template(ordinal);
            NodePod pod = NodePod.of(
                    "apps/v1", "StatefulSet", "pg", "pg-h" + template, "pg-" + ordinal, second, "postgres:" + template);
            tracker.see(pod.build());
            tracker.see(pod.starts(second, id(ordinal)).build());
            return pod;
        }

        private int template(int ordinal) {
            return ordinal < partition ? 1 : 2;
        }

        private String id(int ordinal) {
            return "docker.io/library/postgres@sha256:%064x".formatted(template(ordinal));
        }
    }
}
