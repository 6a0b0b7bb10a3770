package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.TruthModel.Past;
import io.deptracker.outbox.OutboxFile;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens in a cluster, and however little and late the tracker is told of it: once it is quiet GitHub shows the
 * truth, and was never told more often than the truth has changed. A sequence is what happens in one namespace; those of
 * one round share a tracker, so that they share its writes to the disk.
 */
class TruthPropertyTest {
    private static final int ROUNDS = Integer.getInteger("truth.rounds", 50);
    private static final int SEQUENCES_A_ROUND = 20;
    private static final int TURNS = 45;
    private static final Set<String> GONE = Set.of(TruthModel.GONE);

    @Test
    void gitHubShowsWhatTheClusterRuns(@TempDir Path folder) {
        long first = Long.getLong("truth.seed", System.nanoTime());
        var clock = new SettableClock();
        try (var outbox = OutboxFile.open(folder.resolve("outbox.db"))) {
            for (long seed = first; seed < first + ROUNDS; seed++) {
                var round = new Round(outbox, clock, seed);
                try {
                    round.run();
                } catch (AssertionError | RuntimeException failed) {
                    throw new AssertionError(
                            "turn %d of the round that -Dtruth.seed=%d -Dtruth.rounds=1 repeats (%s): %s"
                                    .formatted(round.turn, seed, round, failed.getMessage()),
                            failed);
                }
            }
        }
    }

    /** Some sequences side by side, seen by one tracker. */
    private static final class Round {
        private final Random random;
        private final SettableClock clock;
        private final TrueCluster cluster = new TrueCluster();

        /** Whether the tracker sees all resources as of one moment, however late: only then it sees but what was true. */
        private final boolean consistent;

        private final Set<Kind> unreadable = EnumSet.noneOf(Kind.class);
        private final TruthModel model;
        private final SteppedTracker tracker;
        private final SteppedGitHub github;
        private final Map<String, Happenings> sequences = new HashMap<>();
        private final Map<String, Integer> eventsOf = new HashMap<>();
        private int turn;

        Round(OutboxFile outbox, SettableClock clock, long seed) {
            this.random = new Random(seed);
            this.clock = clock;
            consistent = random.nextBoolean();
            if (random.nextInt(3) == 0) {
                Stream.of(Kind.values()).filter(kind -> random.nextBoolean()).forEach(unreadable::add);
            }
            Set<String> readable = EnumSet.complementOf(EnumSet.copyOf(unreadable)).stream()
                    .map(Kind::kindName)
                    .collect(Collectors.toSet());
            model = new TruthModel(cluster, readable);
            tracker = new SteppedTracker(cluster, unreadable, random, outbox, clock);
            github = new SteppedGitHub(outbox, clock, random);
            cluster.onChange(change -> eventsOf.merge(
                    app(change.key().namespace() + "/" + change.key().name()), 1, Integer::sum));
            for (int i = 0; i < SEQUENCES_A_ROUND; i++) {
                String namespace = "s%d-%d".formatted(seed, i);
                sequences.put(namespace, new Happenings(cluster, namespace, random));
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
                if (random.nextInt(12) == 0) {
                    check();
                }
            }
            check();
            sequences.values().forEach(Happenings::end);
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

        private void restart() {
            github.crash();
            model.forgetTheDeleted();
            tracker.restart();
        }

        private void listAnew() {
            if (consistent) {
                // What an owner was that went unseen while its pods stayed, nobody can know.
                sequences.values().forEach(Happenings::collectAll);
                tracker.listAll();
            } else {
                tracker.listOne();
            }
        }

        /** All is quiet: the garbage collector, the watches, the outbox. */
        private void check() {
            sequences.values().forEach(Happenings::collectAll);
            tracker.seeAll();
            tracker.reconcile();
            github.deliverAll();
            var wrong = new ArrayList<String>();
            sequences.keySet().forEach(namespace -> wrong.addAll(faults(namespace)));
            assertThat(wrong).isEmpty();
        }

        private List<String> faults(String namespace) {
            var faults = new ArrayList<String>();
            Map<String, Set<String>> says = model.says(namespace);
            Map<String, Set<String>> saysElse = consistent ? says : model.saysWithoutTheDeleted(namespace);
            Map<String, Past> pasts = model.pasts(namespace);
            var names = new TreeSet<>(pasts.keySet());
            github.names().stream()
                    .filter(name -> name.startsWith(namespace + "/"))
                    .forEach(names::add);
            for (String name : names) {
                Past past = pasts.getOrDefault(name, new Past());
                String shown = github.view(name);
                Set<String> truth = says.getOrDefault(name, GONE);
                boolean stays = truth.contains(TruthModel.STAYS) || (!consistent && model.isSilent(namespace, name));
                Set<String> orElse = saysElse.getOrDefault(name, GONE);
                if (stays
                        ? consistent && !past.possible().contains(shown)
                        : !truth.contains(shown) && !orElse.contains(shown)) {
                    faults.add("%s: GitHub shows %s, the truth is %s".formatted(name, shown, truth));
                }
                past.known(shown);
                int changes = mostRecords(name, past);
                if (github.accepted(name) > changes) {
                    faults.add("%s: %d records, %d changes".formatted(name, github.accepted(name), changes));
                }
            }
            return faults;
        }

        /** A name that two workloads want may be taken back of one and posted of the other for the same event. */
        private int mostRecords(String name, Past past) {
            int events = eventsOf.getOrDefault(app(name), 0);
            return past.isShared() ? 2 * events : consistent ? past.changes() : events;
        }

        /** Of the app that an object or a deployment belongs to; all of an app begin with its name. */
        private static String app(String name) {
            String[] parts = name.split("[/-]", 4);
            return parts[0] + "-" + parts[1] + "/" + parts[2];
        }

        @Override
        public String toString() {
            return (consistent ? "of one moment" : "in any order") + ", unreadable " + unreadable;
        }
    }
}
