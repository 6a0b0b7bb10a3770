package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.SimulatedCluster.Change;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tracker's path from watch events to the outbox, advanced step by step: the events of each resource wait in a
 * stream of their own, may be lost, and are made up for by a new list, as in an informer.
 */
final class SteppedTracker {
    private final SimulatedCluster cluster;
    private final Set<Kind> unreadable;

    /** The kinds that are refused for a while. */
    private final Set<Kind> refused = EnumSet.noneOf(Kind.class);

    private final Random random;
    private final OutboxFile outbox;
    private final Intake intake;
    private final InstantSource clock;

    /** The changes of each resource that were not seen yet. */
    private final Map<String, Deque<Change>> streams = new LinkedHashMap<>();

    private final Map<String, ReducedStore<? extends HasMetadata>> stores = new LinkedHashMap<>();
    private WorkQueue queue = new WorkQueue();
    private ClusterState state = new ClusterState(queue::add);
    private @Nullable Reconciler reconciler;

    SteppedTracker(
            SimulatedCluster cluster, Set<Kind> unreadable, Random random, OutboxFile outbox, InstantSource clock) {
        this.cluster = cluster;
        this.unreadable = unreadable;
        this.random = random;
        this.outbox = outbox;
        this.clock = clock;
        this.intake = new Intake(outbox, clock, () -> {});
        streams.put("Pod", new ArrayDeque<>());
        for (Kind kind : Kind.values()) {
            if (!unreadable.contains(kind)) {
                streams.put(kind.kindName(), new ArrayDeque<>());
            }
        }
        cluster.onChange(change -> {
            if (!isRefused(change.key().kind())) {
                Optional.ofNullable(streams.get(change.key().kind())).ifPresent(stream -> stream.add(change));
            }
        });
        restart();
    }

    /** Restarts: everything but the file is lost; everything is listed and then compared. */
    void restart() {
        queue = new WorkQueue();
        state = new ClusterState(queue::add);
        unreadable.forEach(kind -> state.unreadable(kind, ""));
        EnumSet.complementOf(EnumSet.copyOf(unreadable)).forEach(kind -> state.readableBefore(kind, ""));
        refused.forEach(kind -> state.unreadable(kind, ""));
        stores.clear();
        stores.put("Pod", new PodStore(state, _ -> true, false));
        for (Kind kind : Kind.values()) {
            if (!unreadable.contains(kind)) {
                stores.put(kind.kindName(), new OwnerStore<>(kind.type(), kind, state, _ -> true));
            }
        }
        var registry = new SimpleMeterRegistry();
        var brake = new Brake(intake.brake(), false, clock);
        reconciler = new Reconciler(
                DefaultTracking.truth(state, registry),
                queue,
                intake,
                brake,
                new IntakeMetrics(registry),
                new SkippedContainers(registry),
                clock);
        listAll();
        compareAll();
    }

    /** Refuses a kind from now on: its watch ends. */
    void refuse(Kind kind) {
        refused.add(kind);
        Optional.ofNullable(streams.get(kind.kindName())).ifPresent(Deque::clear);
        state.unreadable(kind, "");
        compareAll();
    }

    /** Lists again what was refused, while the other watches continue. */
    void permitAll() {
        for (Kind kind : List.copyOf(refused)) {
            refused.remove(kind);
            list(kind.kindName(), this::maybeReconcile);
            state.readable(kind, "");
            compareAll();
        }
    }

    boolean isRefusing() {
        return !refused.isEmpty();
    }

    private boolean isRefused(String kindName) {
        return refused.stream().anyMatch(kind -> kind.kindName().equals(kindName));
    }

    void compareAll() {
        reconciler().reconcileAll();
    }

    /** Sees the next changes in the order in which they happened. */
    void see(int count) {
        for (int i = 0; i < count; i++) {
            streams.values().stream()
                    .filter(stream -> !stream.isEmpty())
                    .min(Comparator.comparingLong(stream -> stream.element().number()))
                    .ifPresent(stream -> apply(stream.remove()));
        }
    }

    /** Sees the next changes of one resource, and possibly only the last of several of an object. */
    void seeOfOne(int count) {
        Deque<Change> stream = List.copyOf(streams.values()).get(random.nextInt(streams.size()));
        for (int i = 0; i < count && !stream.isEmpty(); i++) {
            Change change = stream.remove();
            boolean overtaken = stream.stream().anyMatch(later -> later.key().equals(change.key()));
            if (!overtaken || random.nextBoolean()) {
                apply(change);
            }
        }
    }

    void seeAll() {
        while (streams.values().stream().anyMatch(stream -> !stream.isEmpty())) {
            see(1);
        }
    }

    /** Breaks every watch, and lists everything again before anything is compared. */
    void listAll() {
        var kinds = new ArrayList<>(watched());
        Collections.shuffle(kinds, random);
        kinds.forEach(kind -> list(kind, () -> {}));
    }

    /** Breaks the watch of one resource, and lists it again while the others continue. */
    void listOne() {
        List<String> watched = watched();
        list(watched.get(random.nextInt(watched.size())), this::maybeReconcile);
    }

    private List<String> watched() {
        return streams.keySet().stream().filter(kind -> !isRefused(kind)).toList();
    }

    private void maybeReconcile() {
        if (random.nextInt(4) == 0) {
            reconcile();
        }
    }

    private void list(String kind, Runnable inBetween) {
        Optional.ofNullable(streams.get(kind)).ifPresent(Deque::clear);
        var listed = new HashSet<String>();
        for (ClusterObject clusterObject : cluster.ofKind(kind)) {
            apply(new Change(0, clusterObject.key(), clusterObject));
            listed.add(
                    clusterObject.key().namespace() + "/" + clusterObject.key().name());
            inBetween.run();
        }
        ReducedStore<?> store = store(kind);
        for (String key : store.keySet().toList()) {
            if (!listed.contains(key)) {
                store.remove(key);
                inBetween.run();
            }
        }
    }

    private void apply(Change change) {
        String kind = change.key().kind();
        String key = change.key().namespace() + "/" + change.key().name();
        ClusterObject now = change.now();
        if (now == null) {
            store(kind).remove(key);
        } else {
            put(store(kind), key, now);
        }
    }

    private static <T extends HasMetadata> void put(ReducedStore<T> store, String key, ClusterObject clusterObject) {
        store.put(key, Manifests.of(clusterObject, store.empty()));
    }

    private ReducedStore<? extends HasMetadata> store(String kind) {
        ReducedStore<? extends HasMetadata> store = stores.get(kind);
        if (store == null) {
            throw new IllegalArgumentException(kind);
        }
        return store;
    }

    private Reconciler reconciler() {
        if (reconciler == null) {
            throw new IllegalStateException("not started");
        }
        return reconciler;
    }

    /** Compares everything in the queue. */
    void reconcile() {
        try {
            while (!queue.isIdle()) {
                assertThat(reconciler().runOnce(Duration.ZERO)).isTrue();
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Returns the workloads of these namespaces with deployments in the outbox. */
    Stream<Workload> deployed() {
        return intake.workloads().stream();
    }

    OutboxFile outbox() {
        return outbox;
    }
}
