package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Pod;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Workload;
import io.deptracker.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several sequences in parallel, seen by one tracker. */
final class SimulatedRound {
    private static final int SEQUENCES_A_ROUND = 20;
    private static final int TURNS = 45;

    private final Random random;
    private final SettableClock clock;
    private final SimulatedCluster cluster = new SimulatedCluster();

    /**
     * Whether the tracker sees all resources as of one moment, however late: only then does it see nothing but true
     * states.
     */
    private final boolean consistent;

    /** Whether kinds are refused from time to time: their changes are not seen until they are listed again. */
    private final boolean refusing;

    private final Set<Kind> unreadable = EnumSet.noneOf(Kind.class);
    private final DesiredStateModel model;
    private final SteppedTracker tracker;
    private final SteppedGitHub github;
    private final Map<String, RandomClusterEvents> sequences = new HashMap<>();
    private final RecordsCheck recordsCheck;

    /** The apps with lasting records while a kind is refused, if they have lost nothing but pods since. */
    private final Set<String> kept = new HashSet<>();

    private int turn;

    SimulatedRound(OutboxFile outbox, SettableClock clock, long seed) {
        this.random = new Random(seed);
        this.clock = clock;
        consistent = random.nextBoolean();
        refusing = random.nextInt(3) == 0;
        if (random.nextInt(3) == 0) {
            Stream.of(Kind.values()).filter(kind -> random.nextBoolean()).forEach(unreadable::add);
        }
        Set<String> readable = EnumSet.complementOf(EnumSet.copyOf(unreadable)).stream()
                .map(Kind::kindName)
                .collect(Collectors.toSet());
        model = new DesiredStateModel(cluster, readable);
        tracker = new SteppedTracker(cluster, unreadable, random, outbox, clock);
        github = new SteppedGitHub(outbox, clock, random);
        recordsCheck = new RecordsCheck(model, github, cluster, consistent && !refusing);
        cluster.onChange(change -> {
            String app = RecordsCheck.app(
                    change.key().namespace() + "/" + change.key().name());
            if (!change.key().kind().equals("Pod") || change.now() != null) {
                kept.remove(app);
            }
        });
        for (int i = 0; i < SEQUENCES_A_ROUND; i++) {
            String namespace = "s%d-%d".formatted(seed, i);
            sequences.put(namespace, new RandomClusterEvents(cluster, namespace, random));
        }
    }

    void run() {
        for (turn = 1; turn <= TURNS; turn++) {
            clock.advance(Duration.ofSeconds(1));
            sequences.values().forEach(sequence -> {
                sequence.step();
                sequence.step();
                sequence.step();
            });
            trackerActs();
            if (refusing && random.nextInt(6) == 0) {
                refuseOrPermit();
            }
            if (random.nextInt(12) == 0) {
                check();
            }
        }
        check();
        sequences.values().forEach(RandomClusterEvents::end);
        check();
        assertThat(tracker.deployed()).as("still deployed at the end").isEmpty();
    }

    private void trackerActs() {
        if (consistent) {
            tracker.see(random.nextInt(4 * SEQUENCES_A_ROUND));
        } else {
            for (int i = 0; i < SEQUENCES_A_ROUND; i++) {
                tracker.seeOfOne(random.nextInt(6));
            }
        }
        switch (random.nextInt(16)) {
            case 0 -> restart();
            case 1 -> listAnew();
            case 2 -> tracker.compareAll();
            case 3, 4, 5, 6, 7, 8 -> tracker.reconcile();
            case 9, 10, 11, 12 -> github.deliverSome();
            default -> {}
        }
    }

    private void refuseOrPermit() {
        if (tracker.isRefusing()) {
            permit();
            return;
        }
        EnumSet.complementOf(EnumSet.copyOf(unreadable)).stream()
                .filter(kind -> random.nextInt(3) == 0)
                .forEach(kind -> {
                    tracker.seeAll();
                    tracker.refuse(kind);
                });
        tracker.reconcile();
        kept.clear();
        tracker.deployed().map(SimulatedRound::appOf).forEach(kept::add);
        kept.removeIf(app -> !isLasting(app));
    }

    /** Returns whether an app is one workload that is seen itself, and all of its pods have the same containers. */
    private boolean isLasting(String app) {
        String namespace = app.substring(0, app.indexOf('/'));
        Set<ObjectKey> workloads = model.workloads(namespace).stream()
                .filter(key -> RecordsCheck.app(namespace + "/" + key.name()).equals(app))
                .collect(Collectors.toSet());
        long templates = cluster.things(namespace).stream()
                .filter(clusterObject -> RecordsCheck.app(
                                namespace + "/" + clusterObject.key().name())
                        .equals(app))
                .filter(Pod.class::isInstance)
                .map(pod -> ((Pod) pod).boxes().stream().map(Box::name).collect(Collectors.toSet()))
                .distinct()
                .count();
        return templates <= 1
                && workloads.size() == 1
                && workloads.stream().allMatch(key -> model.isReadable(key.kind()) && cluster.get(key) != null);
    }

    /** Ends the refusals. A workload of a refused kind must have kept its records, even if its last pod is gone. */
    private void permit() {
        tracker.seeAll();
        tracker.reconcile();
        assertThat(tracker.deployed().map(SimulatedRound::appOf).collect(Collectors.toSet()))
                .as("apps with records while a kind is refused")
                .containsAll(kept);
        sequences.values().forEach(RandomClusterEvents::collectAll);
        tracker.permitAll();
    }

    private void restart() {
        github.crash();
        model.forgetTheDeleted();
        tracker.restart();
    }

    private void listAnew() {
        if (consistent) {
            // An owner that was never seen, while its pods stayed, cannot be known.
            sequences.values().forEach(RandomClusterEvents::collectAll);
            tracker.listAll();
        } else {
            tracker.listOne();
        }
    }

    /** Checks the result once the garbage collector, the watches and the outbox are quiet. */
    private void check() {
        permit();
        sequences.values().forEach(RandomClusterEvents::collectAll);
        tracker.seeAll();
        tracker.reconcile();
        github.deliverAll();
        var wrong = new ArrayList<String>();
        sequences.keySet().forEach(namespace -> wrong.addAll(recordsCheck.faults(namespace)));
        assertThat(wrong).isEmpty();
    }

    private static String appOf(Workload workload) {
        return RecordsCheck.app(workload.namespace() + "/" + workload.name());
    }

    /** Returns the number of the current turn. */
    int turn() {
        return turn;
    }

    @Override
    public String toString() {
        return (consistent ? "of one moment" : "in any order") + ", unreadable " + unreadable
                + (refusing ? ", others now and then" : "");
    }
}
