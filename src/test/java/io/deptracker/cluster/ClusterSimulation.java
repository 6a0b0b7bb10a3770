package io.deptracker.cluster;

import io.deptracker.cluster.SimulatedCluster.Change;
import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in which random things happen, with a model of what GitHub should show of it. It outlives the processes
 * that watch it, one at a time.
 */
public final class ClusterSimulation {
    /** What GitHub should not have, or have marked as decommissioned. */
    public static final String GONE = DesiredStateModel.GONE;

    private static final int LONGEST_DELAY_MILLIS = 3000;
    private static final int LONGEST_SILENCE_SECONDS = 600;
    private static final int ONE_IN_TWICE = 20;

    private final SimulatedCluster cluster = new SimulatedCluster();
    private final RandomGenerator random;
    private final BiConsumer<Duration, Runnable> later;
    private final DesiredStateModel model;
    private final Map<String, RandomClusterEvents> namespaces = new LinkedHashMap<>();
    private final Set<Kind> refused = EnumSet.noneOf(Kind.class);
    private final Runnable onArrival;
    private @Nullable SimulatedWatches watches;

    /**
     * @param count how many namespaces
     * @param random decides what happens
     * @param later runs something after simulated time
     * @param onArrival called when a watch has seen something
     */
    public ClusterSimulation(
            int count, RandomGenerator random, BiConsumer<Duration, Runnable> later, Runnable onArrival) {
        this.random = random;
        this.later = later;
        this.onArrival = onArrival;
        this.model = new DesiredStateModel(
                cluster, Stream.of(Kind.values()).map(Kind::kindName).collect(Collectors.toSet()));
        cluster.onChange(this::changed);
        for (int i = 0; i < count; i++) {
            namespaces.put("ns-" + i, new RandomClusterEvents(cluster, "ns-" + i, random));
        }
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    boolean mayRead(Kind kind) {
        return !refused.contains(kind);
    }

    private void changed(Change change) {
        SimulatedWatches watching = watches;
        if (watching != null && watching.send(change)) {
            boolean twice = random.nextInt(ONE_IN_TWICE) == 0;
            later.accept(Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS)), () -> {
                if (watches == watching) {
                    watching.arrive(change.key().kind(), twice);
                    onArrival.run();
                }
            });
        }
    }

    /** Lets something happen in a namespace: a user, a controller, a node or the garbage collector acts. */
    public void act() {
        List<RandomClusterEvents> all = List.copyOf(namespaces.values());
        all.get(random.nextInt(all.size())).step();
    }

    /** Deletes everything in one namespace. */
    public void deleteNamespace() {
        List<RandomClusterEvents> all = List.copyOf(namespaces.values());
        all.get(random.nextInt(all.size())).end();
    }

    /** Starts watching for a new process; what an earlier one saw is forgotten. */
    public SimulatedWatches watch(Settings settings, Intake intake, MeterRegistry registry, InstantSource clock) {
        model.forgetTheDeleted();
        watches = new SimulatedWatches(this, settings, intake, registry, clock);
        watches.listAll();
        return watches;
    }

    /** Ends all watches with the process. */
    public void unwatch() {
        watches = null;
    }

    /** Breaks the watch of one resource, which is listed again. */
    public void breakOne() {
        var kinds = new ArrayList<>(List.of("Pod"));
        EnumSet.complementOf(EnumSet.copyOf(refused)).forEach(kind -> kinds.add(kind.kindName()));
        listAgain(kinds.get(random.nextInt(kinds.size())));
    }

    /** Breaks all watches. */
    public void breakAll() {
        EnumSet.complementOf(EnumSet.copyOf(refused)).forEach(kind -> listAgain(kind.kindName()));
        listAgain("Pod");
    }

    /** Lists a resource again whose watch has lost all changes for up to some minutes. */
    private void listAgain(String kind) {
        SimulatedWatches watching = watches;
        if (watching == null) {
            return;
        }
        watching.lose(kind);
        later.accept(Duration.ofSeconds(random.nextInt(LONGEST_SILENCE_SECONDS)), () -> {
            boolean isRefused =
                    refused.stream().anyMatch(kindOf -> kindOf.kindName().equals(kind));
            if (watches == watching && !isRefused) {
                watching.list(kind);
                onArrival.run();
            }
        });
    }

    /** Refuses a kind from now on. */
    public void refuse() {
        List<Kind> all = List.of(Kind.values());
        Kind kind = all.get(random.nextInt(all.size()));
        if (refused.add(kind) && watches != null) {
            watches.refused(kind);
            onArrival.run();
        }
    }

    /** Permits all kinds again. Nothing is left behind by then whose owner was never seen and cannot be known. */
    public void permitAll() {
        collectAll();
        for (Kind kind : List.copyOf(refused)) {
            refused.remove(kind);
            if (watches != null) {
                watches.listed(kind);
                onArrival.run();
            }
        }
    }

    /** Completes the work of the garbage collector. */
    public void collectAll() {
        namespaces.values().forEach(RandomClusterEvents::collectAll);
    }

    /** Returns how many pods there are. */
    public int pods() {
        return cluster.ofKind("Pod").size();
    }

    /**
     * Compares what GitHub shows with the model. Everything must have been seen, and no kind be refused.
     *
     * @param shown returns what GitHub shows under a name, in the model's form, or {@link #GONE}
     * @param names the names that GitHub shows
     * @return the names that differ, with what is shown and what should be
     */
    public Map<String, String> differences(UnaryOperator<String> shown, Set<String> names) {
        var differences = new LinkedHashMap<String, String>();
        for (String namespace : namespaces.keySet()) {
            var all = new TreeSet<>(model.pasts(namespace).keySet());
            names.stream().filter(name -> name.startsWith(namespace + "/")).forEach(all::add);
            var expectation = new Expectation(model, namespace, false);
            for (String name : all) {
                String now = shown.apply(name);
                if (!expectation.allows(name, now)) {
                    differences.put(name, "shown %s, should be %s".formatted(now, expectation.of(name)));
                }
            }
        }
        return differences;
    }
}
