package io.deptracker.cluster;

import io.deptracker.cluster.SimulatedCluster.Change;
import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reconcile loop of one process, with watches of a simulated cluster in the place of its informers. The changes of
 * each resource arrive in their order, but those of different resources do not.
 */
public final class SimulatedWatches {
    private final ClusterSimulation world;
    private final ReconcileLoop loop;

    /** The changes of each resource that have not arrived yet; no stream while a resource is not watched. */
    private final Map<String, Deque<Change>> streams = new LinkedHashMap<>();

    private final Map<String, ReducedStore<? extends HasMetadata>> stores = new HashMap<>();

    SimulatedWatches(
            ClusterSimulation world, Settings settings, Intake intake, MeterRegistry registry, InstantSource clock) {
        this.world = world;
        this.loop = new ReconcileLoop(settings, intake, registry, clock);
        stores.put("Pod", new PodStore(loop.state(), _ -> true, false));
        for (Kind kind : Kind.values()) {
            stores.put(kind.kindName(), new OwnerStore<>(kind.type(), kind, loop.state(), _ -> true));
        }
    }

    /** Lists everything that may be read, owners before pods, as the informers do when they start. */
    void listAll() {
        for (Kind kind : Kind.values()) {
            if (world.mayRead(kind)) {
                listed(kind);
            } else {
                loop.memory().unreadable(kind, "");
            }
        }
        list("Pod");
    }

    /** Ends the watch of a kind, because the API server refuses it from now on. */
    void refused(Kind kind) {
        streams.remove(kind.kindName());
        loop.memory().unreadable(kind, "");
    }

    /** Lists and watches a kind that was refused before or is watched for the first time. */
    void listed(Kind kind) {
        list(kind.kindName());
        loop.memory().readable(kind, "");
    }

    /** Loses what has not arrived yet of a resource, and lists it again. */
    void list(String kind) {
        streams.put(kind, new ArrayDeque<>());
        var listed = new HashSet<String>();
        for (ClusterObject clusterObject : world.cluster().ofKind(kind)) {
            apply(new Change(0, clusterObject.key(), clusterObject));
            listed.add(key(clusterObject.key()));
        }
        ReducedStore<?> store = store(kind);
        store.keySet().filter(key -> !listed.contains(key)).toList().forEach(store::remove);
    }

    /** Loses the changes of a resource from now on, until it is listed again. */
    void lose(String kind) {
        streams.remove(kind);
    }

    /** Adds a change to the stream of its resource, if that is watched; returns whether it will arrive. */
    boolean send(Change change) {
        Deque<Change> stream = streams.get(change.key().kind());
        return stream != null && stream.add(change);
    }

    /** Lets the next change of a resource arrive. */
    void arrive(String kind, boolean twice) {
        Optional.ofNullable(streams.get(kind)).map(Deque::poll).ifPresent(change -> {
            apply(change);
            if (twice) {
                apply(change);
            }
        });
    }

    private void apply(Change change) {
        ClusterObject now = change.now();
        if (now == null) {
            store(change.key().kind()).remove(key(change.key()));
        } else {
            put(store(change.key().kind()), key(change.key()), now);
        }
    }

    private static <T extends HasMetadata> void put(ReducedStore<T> store, String key, ClusterObject clusterObject) {
        store.put(key, Manifests.of(clusterObject, store.empty()));
    }

    private static String key(ClusterObject.ObjectKey key) {
        return key.namespace() + "/" + key.name();
    }

    private ReducedStore<? extends HasMetadata> store(String kind) {
        @Nullable ReducedStore<? extends HasMetadata> store = stores.get(kind);
        if (store == null) {
            throw new IllegalArgumentException(kind);
        }
        return store;
    }

    /** Makes one turn of the reconcile thread without waiting; returns whether it succeeded. */
    public boolean turn() {
        try {
            return loop.turn(() -> {}, Duration.ZERO);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Returns whether everything has been compared once. */
    public boolean hasCompared() {
        return loop.hasCompared();
    }

    /** Returns whether everything that has arrived is compared. */
    public boolean isIdle() {
        return loop.isIdle();
    }

    /** Returns whether everything has arrived and is compared. */
    public boolean hasSeenAll() {
        return loop.isIdle() && streams.values().stream().allMatch(Deque::isEmpty);
    }

    /** Returns how many pods are remembered. */
    public int pods() {
        return loop.state().podKeys().size();
    }
}
