package io.deptracker.sim;

import io.deptracker.sim.Step.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** Lets the steps of a scenario happen in a simulation. */
final class Director {
    private final ControllerSimulation simulation;
    private final SimulatedTime time;
    private final SimulatedGitHub github;
    private final RandomGenerator chance;
    private final Operator operator;
    private final QuietPeriod quiet;
    private final Map<Weather, Long> ends = new EnumMap<>(Weather.class);
    private final Troubles troubles;
    private long numbers;

    Director(ControllerSimulation simulation) {
        this.simulation = simulation;
        this.time = simulation.time();
        this.github = simulation.github();
        this.chance = simulation.chance();
        this.troubles = new Troubles(time);
        this.operator = new Operator(simulation);
        this.quiet = new QuietPeriod(simulation, operator, troubles);
    }

    /** Lets a step happen, and its time pass. */
    void take(Step step) {
        simulation.chance().seed(step.seed());
        simulation.history().add(step.toString());
        act(step.action());
        simulation.process().ifPresent(SimulatedProcess::stir);
        time.pass(step.then());
        simulation.check();
    }

    private void act(Action action) {
        switch (action) {
            case CLUSTER -> changeCluster();
            case DELETE_NAMESPACE -> simulation.cluster().deleteNamespace();
            case BREAK_WATCH -> simulation.cluster().breakOne();
            case BREAK_ALL_WATCHES -> simulation.cluster().breakAll();
            case REFUSE_KIND -> simulation.cluster().refuse();
            case PERMIT_KINDS -> simulation.cluster().permitAll();
            case WEATHER -> weather();
            case CLEAR -> clear();
            case MISSING_ATTESTATION ->
                digest((digest, is) -> {
                    github.api().know(digest, !is);
                    trouble(Troubles.Kind.ATTESTATION, digest, is);
                });
            case FORBIDDEN_IMAGE ->
                digest((digest, is) -> {
                    github.api().permit(digest, !is);
                    trouble(Troubles.Kind.PERMISSION, digest, is);
                });
            case POISON -> digest((digest, is) -> github.api().poison(digest, is));
            case DISK_FULL -> {
                simulation.disk().full(true);
                time.after(
                        Duration.ofMinutes(1 + chance.nextInt(200)),
                        () -> simulation.disk().full(false));
            }
            case WRITE_ERRORS -> simulation.disk().fail(1 + chance.nextInt(10));
            case KILL -> simulation.kill(downtime());
            case KILL_AT_COMMIT ->
                simulation
                        .disk()
                        .killAt(
                                1 + chance.nextInt(12),
                                chance.nextBoolean() ? SimulatedDisk.Moment.BEFORE : SimulatedDisk.Moment.AFTER);
            case STOP -> simulation.stop(downtime());
            case FREEZE -> {
                Duration length = Duration.ofSeconds(20 + chance.nextInt(400));
                simulation.process().ifPresent(running -> running.freeze(length));
            }
            case WAIT -> {
                // Its time passes as every step's.
            }
            case JUMP_CLOCK -> {
                simulation.judge().unlimited();
                time.jump(jump());
                troubles.clockSet();
            }
            case PAUSE, RESUME, RELEASE, REVIVE, RESEND, BACKUP, RESTORE, RETIRE -> operator.act(action);
            case QUIET -> {
                clear();
                quiet.pass();
            }
        }
    }

    private void changeCluster() {
        int events = 1 + chance.nextInt(12);
        for (int i = 0; i < events; i++) {
            long seed = chance.nextLong();
            time.after(Duration.ofMillis(chance.nextInt(20_000)), () -> {
                simulation.chance().seed(seed);
                simulation.cluster().act();
            });
        }
    }

    private Duration downtime() {
        return chance.nextInt(4) == 0
                ? Duration.ofMinutes(chance.nextInt(600))
                : Duration.ofMillis(1 + chance.nextInt(60_000));
    }

    private Duration jump() {
        long seconds = switch (chance.nextInt(3)) {
            case 0 -> chance.nextInt(60);
            case 1 -> chance.nextInt(2 * 3600);
            default -> chance.nextInt(3 * 86_400);
        };
        return Duration.ofSeconds(chance.nextBoolean() ? seconds : -seconds);
    }

    private void weather() {
        List<Weather> all = List.of(Weather.values());
        Weather what = all.get(chance.nextInt(all.size()));
        github.begin(what);
        long number = ++numbers;
        ends.put(what, number);
        Duration lasts = chance.nextInt(5) == 0
                ? Duration.ofMinutes(60 + chance.nextInt(24 * 60))
                : Duration.ofSeconds(chance.nextInt(40 * 60));
        simulation.history().add(what + " for " + lasts);
        time.after(lasts, () -> {
            if (ends.remove(what, number)) {
                end(what);
                simulation.history().add(what + " ends");
            }
        });
    }

    private void end(Weather what) {
        github.end(what);
        if (what == Weather.NOTHING_FOUND) {
            troubles.endOfAllDigests(Troubles.Kind.ATTESTATION);
        } else if (what == Weather.FORBIDDEN) {
            troubles.endOfAllDigests(Troubles.Kind.PERMISSION);
        }
    }

    private void trouble(Troubles.Kind kind, String digest, boolean begins) {
        if (begins) {
            troubles.begin(kind, digest);
        } else {
            troubles.end(kind, digest);
        }
    }

    private void clear() {
        List.copyOf(ends.keySet()).forEach(this::end);
        ends.clear();
    }

    /** Begins something for a digest that is in use, and ends it after minutes to weeks. */
    private void digest(BiConsumer<String, Boolean> apply) {
        var digests = new ArrayList<>(simulation.judge().digests());
        if (digests.isEmpty()) {
            return;
        }
        String digest = digests.get(chance.nextInt(digests.size()));
        Duration lasts = switch (chance.nextInt(4)) {
            case 0 -> Duration.ofMinutes(1 + chance.nextInt(60));
            case 1 -> Duration.ofHours(1 + chance.nextInt(24));
            default -> Duration.ofHours(1 + chance.nextInt(24 * 20));
        };
        apply.accept(digest, true);
        simulation.history().add(digest + " for " + lasts);
        time.after(lasts, () -> {
            apply.accept(digest, false);
            simulation.history().add(digest + " is well again");
        });
    }
}
