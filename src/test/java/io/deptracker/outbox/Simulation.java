package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.outbox.upkeep.Pruning;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A random simulation of a cluster, workers and GitHub that checks the invariants of the outbox. */
final class Simulation {
    private static final List<String> NAMES = List.of("web", "api", "job", "db");
    private static final int BUILDS = 6;
    private static final Duration LONGEST_STEP = Duration.ofMinutes(30);

    private final TestOutbox outbox;
    private final RandomGenerator random;
    private final Map<String, Integer> runs = new HashMap<>();
    private final PretendGitHub gitHub = new PretendGitHub();
    private final OutboxInvariants invariants;
    private final SimulatedWorkers workers;

    Simulation(TestOutbox outbox, RandomGenerator random) {
        this.outbox = outbox;
        this.random = random;
        invariants = new OutboxInvariants(outbox);
        workers = new SimulatedWorkers(outbox, random, gitHub, invariants);
    }

    void step() {
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> change();
            case 3, 4 -> workers.lease(1 + random.nextInt(5));
            case 5, 6, 7 -> workers.settleOne();
            case 8 -> workers.settleLost();
            case 9, 10 -> passTime();
            case 11 -> operate();
            default -> {
                if (random.nextInt(10) == 0) {
                    restart();
                } else {
                    workers.crashOne();
                }
            }
        }
        invariants.check();
    }

    private void change() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        int build = random.nextInt(BUILDS + 2);
        if (build < 1 || build > BUILDS) {
            runs.remove(name);
            outbox.commit(Fixtures.gone(name));
        } else {
            runs.put(name, build);
            outbox.commit(Fixtures.running(name, build));
        }
    }

    private void passTime() {
        // GitHub stores a late record sooner than a deployment is confirmed.
        gitHub.storeLate();
        outbox.clock.advance(Duration.ofSeconds(random.nextLong(LONGEST_STEP.toSeconds())));
        if (random.nextBoolean()) {
            // No call takes as long as a lease is valid.
            workers.crashAll();
            outbox.clock.advance(TestOutbox.LEASE_TIME);
        } else {
            workers.settleAll();
        }
        outbox.queue().reap();
        outbox.confirm();
    }

    /** An operator discards a row, or old rows are pruned. */
    private void operate() {
        if (random.nextBoolean()) {
            var filter = new RowFilter(List.of(), Set.of(), null, NAMES.get(random.nextInt(NAMES.size())), null);
            new RowActions(outbox.file(), outbox.clock).discard(filter);
        } else {
            new Pruning(outbox.file(), outbox.clock, LONGEST_STEP, LONGEST_STEP).run();
        }
    }

    private void restart() {
        workers.crashAll();
        outbox.reopen();
        outbox.queue().reapAll();
    }

    /** GitHub is available and has every artifact: in the end its records equal the cluster. */
    void comeToRest() {
        workers.crashAll();
        gitHub.storeLate();
        gitHub.knowAll();
        outbox.queue().reapAll();
        outbox.clock.advance(Duration.ofDays(1));
        while (outbox.confirm() > 0 || outbox.queue().nextDue().isPresent()) {
            outbox.clock.advance(Duration.ofDays(1));
            workers.lease(1000);
            workers.settleAll();
            invariants.check();
        }
        for (String name : NAMES) {
            String state = outbox.rows().stream()
                    .filter(row -> row.name().equals(name))
                    .reduce((older, newer) -> newer)
                    .map(Row::state)
                    .orElse("none");
            boolean gone = !runs.containsKey(name);
            boolean discarded = !outbox.texts(
                            "SELECT 1 FROM differing WHERE reason = 'discarded' AND deployment_name = '" + name + "'")
                    .isEmpty();
            // Dead, unattested or discarded: the row explains the difference. Of two unconfirmed builds only one can be
            // decommissioned.
            boolean visible = state.equals("dead") || (state.equals("unattested") && !gone) || discarded;
            boolean undecided = gone && gitHub.buildsInDoubt(name) > 1;
            if (!visible && !undecided) {
                assertThat(gitHub.running(name))
                        .as("the build of %s on GitHub", name)
                        .isEqualTo(Optional.ofNullable(runs.get(name)));
            }
        }
    }
}
