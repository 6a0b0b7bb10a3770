package io.deptracker.sim;

import io.deptracker.cluster.ClusterSimulation;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.standin.github.ReceivedRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A time in which everything is well: the cluster does not change, GitHub answers, the disk has room, and the operator
 * has put things in order. At its end GitHub must show what the cluster runs, or the reason must be visible.
 */
final class QuietPeriod {
    private static final Duration LENGTH = Duration.ofMinutes(90);

    private final ControllerSimulation simulation;
    private final Operator operator;
    private final Troubles troubles;
    private final SimulatedTime time;
    private final RandomGenerator chance;

    QuietPeriod(ControllerSimulation simulation, Operator operator, Troubles troubles) {
        this.simulation = simulation;
        this.operator = operator;
        this.troubles = troubles;
        this.time = simulation.time();
        this.chance = simulation.chance();
    }

    void pass() {
        boolean revivesAll = chance.nextInt(3) == 0;
        boolean restarts = chance.nextBoolean();
        simulation.disk().full(false);
        simulation.disk().fail(0);
        simulation.disk().killAt(0, SimulatedDisk.Moment.BEFORE);
        if (time.correct()) {
            troubles.clockSet();
        }
        simulation.judge().unlimited();
        for (String digest : simulation.judge().digests()) {
            simulation.github().api().permit(digest, true);
            simulation.github().api().poison(digest, false);
        }
        troubles.endAll(Troubles.Kind.PERMISSION);
        // The changes of the cluster that were under way happen, and a process that is down comes back.
        time.pass(Duration.ofSeconds(30));
        while (simulation.process().isEmpty()) {
            time.pass(Duration.ofMinutes(1));
        }
        simulation.cluster().permitAll();
        operator.putInOrder();
        long revivedAt = -1;
        if (revivesAll) {
            revivedAt = time.nanos();
            operator.revive(RowFilter.ALL);
        }
        waitFor();
        if (held() > 0) {
            simulation.confirmNextStart();
            simulation.kill(Duration.ofSeconds(5));
            waitFor();
        }
        compare(revivedAt);
        if (restarts) {
            restart();
        }
    }

    private void waitFor() {
        simulation.process().ifPresent(SimulatedProcess::stir);
        simulation.cluster().collectAll();
        time.pass(LENGTH);
        simulation.check();
    }

    private double held() {
        return simulation
                .process()
                .map(running -> running.metric("deptracker_decommissions_held"))
                .orElse(0.0);
    }

    private void compare(long revivedAt) {
        SimulatedProcess running =
                simulation.process().orElseThrow(() -> new Violation("not running after a quiet period"));
        if (!running.isSettled()) {
            throw new Violation("not everything is compared after a quiet period");
        }
        if (running.watches().pods() > simulation.cluster().pods()) {
            throw new Violation("more pods are remembered than there are");
        }
        Map<String, String> reasons = simulation.judge().reasons();
        Map<String, ReceivedRecord> shown = simulation.github().shown();
        Map<String, String> differences = new TreeMap<>(simulation
                .cluster()
                .differences(
                        name -> Optional.ofNullable(shown.get(name))
                                .map(Judge::text)
                                .orElse(ClusterSimulation.GONE),
                        shown.keySet()));
        differences.forEach((name, difference) -> {
            String reason = reasons.getOrDefault(name, "");
            if (!troubles.explain(reason, simulation.judge().waitsWith(name), revivedAt)) {
                throw new Violation("after a quiet period: %s: %s (reason: %s)".formatted(name, difference, reason));
            }
        });
        reasons.forEach((name, reason) -> {
            if (!reason.isEmpty()
                    && !troubles.explain(reason, simulation.judge().waitsWith(name), revivedAt)) {
                throw new Violation("after a quiet period %s still differs: %s".formatted(name, reason));
            }
        });
        simulation.history().add("in sync, apart from " + differences.keySet());
    }

    /** Restarts the process; since nothing has changed, it makes no call. */
    private void restart() {
        boolean isInSync = simulation.judge().reasons().values().stream().allMatch(String::isEmpty);
        simulation.stop(Duration.ofSeconds(5));
        long calls = simulation.judge().calls();
        time.pass(Duration.ofMinutes(10));
        if (isInSync && simulation.judge().calls() > calls) {
            throw new Violation("a restart without a change made calls");
        }
    }
}
