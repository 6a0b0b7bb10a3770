package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.AppliedTransition.Result;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Others;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.outbox.upkeep.Pruning;
import io.deptracker.record.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A random simulation of a cluster, workers and GitHub that checks the invariants of the outbox. */
final class Simulation {
    private static final List<String> NAMES = List.of("web", "api", "job", "db");
    private static final List<SettlingCase> WAYS = List.of(SettlingCase.values());
    private static final int BUILDS = 6;
    private static final Duration LONGEST_STEP = Duration.ofMinutes(30);

    private final TestOutbox outbox;
    private final RandomGenerator random;

    private final Map<String, Integer> runs = new HashMap<>();
    private final Map<String, Long> delivered = new HashMap<>();
    private final Set<Long> superseded = new HashSet<>();
    private final PretendGitHub gitHub = new PretendGitHub();
    private List<Lease> inFlight = new ArrayList<>();
    private final List<Lease> lost = new ArrayList<>();

    Simulation(TestOutbox outbox, RandomGenerator random) {
        this.outbox = outbox;
        this.random = random;
    }

    void step() {
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> change();
            case 3, 4 -> lease(1 + random.nextInt(5));
            case 5, 6, 7 -> settleOne();
            case 8 -> settleLost();
            case 9, 10 -> passTime();
            case 11 -> operate();
            default -> {
                if (random.nextInt(10) == 0) {
                    restart();
                } else if (!inFlight.isEmpty()) {
                    // A worker dies before or after its call.
                    crash(inFlight.removeFirst());
                }
            }
        }
        check();
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

    private void lease(int most) {
        List<Lease> leases = outbox.queue().lease(most).leases();
        assertThat(leases).hasSizeLessThanOrEqualTo(most);
        for (Lease lease : leases) {
            assertThat(inFlight).extracting(Simulation::nameOf).doesNotContain(nameOf(lease));
            assertThat(lease.rowId())
                    .as("newer than the last delivered row")
                    .isGreaterThan(lastDelivered(nameOf(lease)));
            assertThat(superseded).as("superseded rows").doesNotContain(lease.rowId());
            inFlight.add(lease);
        }
    }

    private void settleOne() {
        if (inFlight.isEmpty()) {
            return;
        }
        Lease lease = inFlight.remove(random.nextInt(inFlight.size()));
        outbox.settle(
                switch (random.nextInt(10)) {
                    case 0 -> new HandBack(lease, soon(), null, "429");
                    case 1 -> new Park(lease, ParkReason.PERMISSION, soon(), "403");
                    case 2 -> fault(lease);
                    case 3 -> random.nextInt(4) == 0 ? new Bury(lease, "422", false) : fault(lease);
                    default -> answer(lease);
                });
    }

    /** GitHub responds: it has the artifact or not. */
    private Transition answer(Lease lease) {
        if (gitHub.accepts(lease)) {
            delivered.put(nameOf(lease), lease.rowId());
            return new Deliver(lease);
        }
        if (lease.record().status() == Status.DECOMMISSIONED) {
            return new GiveUp(lease, "404", null);
        }
        return random.nextInt(8) == 0
                ? new GiveUp(lease, "404", new Others(outbox.clock.instant().minus(Duration.ofHours(2)), soon()))
                : new Park(lease, ParkReason.ATTESTATION, soon(), "404");
    }

    /** A call ends without a response; GitHub may have stored its record. */
    private Transition fault(Lease lease) {
        unclear(lease);
        Integer batchLimit = random.nextBoolean() ? null : Integer.valueOf(1 + random.nextInt(3));
        return new Retry(lease, soon(), batchLimit, "503", random.nextBoolean());
    }

    private void unclear(Lease lease) {
        if (random.nextInt(3) == 0) {
            gitHub.getsLate(lease);
        } else {
            gitHub.mayHaveGot(lease, random.nextBoolean());
        }
    }

    private void crash(Lease lease) {
        unclear(lease);
        lost.add(lease);
    }

    /** A worker settles a lease that was reaped: nothing may change. */
    private void settleLost() {
        Set<String> tokens = Set.copyOf(outbox.texts("SELECT lease_token || id FROM outbox WHERE state = 'leased'"));
        List<Lease> reaped = lost.stream()
                .filter(lease -> !tokens.contains(lease.token() + lease.rowId()))
                .toList();
        if (reaped.isEmpty()) {
            return;
        }
        Lease lease = reaped.get(random.nextInt(reaped.size()));
        SettlingCase settlingCase = WAYS.get(random.nextInt(WAYS.size()));
        List<Row> before = outbox.rows();
        assertThat(outbox.queue().settle(List.of(settlingCase.of(lease, soon()))))
                .extracting(AppliedTransition::result)
                .containsExactly(Result.LEASE_LOST);
        assertThat(outbox.rows()).isEqualTo(before);
    }

    private void passTime() {
        // GitHub stores a late record sooner than a deployment is confirmed.
        gitHub.storeLate();
        outbox.clock.advance(Duration.ofSeconds(random.nextLong(LONGEST_STEP.toSeconds())));
        if (random.nextBoolean()) {
            // No call takes as long as a lease is valid.
            inFlight.forEach(this::crash);
            inFlight.clear();
            outbox.clock.advance(TestOutbox.LEASE_TIME);
        } else {
            List<Lease> held = inFlight;
            inFlight = new ArrayList<>();
            held.forEach(this::settleInTime);
        }
        outbox.queue().reap();
        outbox.confirm();
    }

    private void settleInTime(Lease lease) {
        outbox.settle(answer(lease));
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
        inFlight.forEach(this::crash);
        inFlight.clear();
        outbox.reopen();
        outbox.queue().reapAll();
    }

    private void check() {
        assertThat(outbox.texts("SELECT deployment_name FROM differing WHERE reason = 'nothing_owed'"))
                .as("deployments that differ without a reason")
                .isEmpty();
        Map<String, List<Row>> byName = outbox.rows().stream().collect(Collectors.groupingBy(Row::name));
        byName.forEach((name, rows) -> {
            assertThat(rows.stream().filter(row -> row.state().equals("leased")))
                    .hasSizeLessThanOrEqualTo(1);
            List<Row> waiting = rows.stream()
                    .filter(row -> row.state().equals("pending") || row.state().equals("parked"))
                    .toList();
            assertThat(waiting).hasSizeLessThanOrEqualTo(1);
            assertThat(waiting).allSatisfy(row -> {
                assertThat(row).as("only the newest waits").isEqualTo(rows.getLast());
                assertThat(row.id()).as("newer than delivered").isGreaterThan(lastDelivered(name));
            });
            for (Row row : rows) {
                if (row.state().equals("superseded")) {
                    superseded.add(row.id());
                } else {
                    assertThat(superseded).as("superseded rows stay so").doesNotContain(row.id());
                }
            }
        });
    }

    /** GitHub is available and has every artifact: in the end its records equal the cluster. */
    void comeToRest() {
        inFlight.forEach(this::crash);
        inFlight.clear();
        gitHub.storeLate();
        gitHub.knowAll();
        outbox.queue().reapAll();
        outbox.clock.advance(Duration.ofDays(1));
        while (outbox.confirm() > 0 || outbox.queue().nextDue().isPresent()) {
            outbox.clock.advance(Duration.ofDays(1));
            lease(1000);
            List<Lease> batch = inFlight;
            inFlight = new ArrayList<>();
            batch.forEach(this::settleInTime);
            check();
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

    private Instant soon() {
        return outbox.clock.instant().plusSeconds(random.nextInt(1200));
    }

    private long lastDelivered(String name) {
        return delivered.getOrDefault(name, 0L);
    }

    private static String nameOf(Lease lease) {
        return lease.record().deploymentName();
    }
}
