package io.deptracker.sim;

import io.deptracker.sim.Step.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The steps of one simulation, which begins with an empty cluster.
 *
 * @param seed from which they were drawn; also decides what chance decides between steps
 * @param steps in their order
 */
record Scenario(long seed, List<Step> steps) {
    private static final int ALL =
            List.of(Action.values()).stream().mapToInt(Action::weight).sum();

    Scenario {
        steps = List.copyOf(steps);
    }

    /** Draws the steps of a scenario of at least that length, which ends quietly. */
    static Scenario draw(long seed, Duration length) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        Duration total = Duration.ZERO;
        // Some take weeks, in which retentions and limits of days end.
        boolean isLong = random.nextInt(4) == 0;
        Duration end = isLong ? length.multipliedBy(8) : length;
        while (total.compareTo(end) < 0) {
            Step step = step(random, isLong);
            steps.add(step);
            total = total.plus(step.then());
        }
        steps.add(new Step(Action.QUIET, random.nextInt(1_000_000), Duration.ofHours(1)));
        return new Scenario(seed, steps);
    }

    private static Step step(SplittableRandom random, boolean isLong) {
        int draw = random.nextInt(ALL);
        Action action = Action.CLUSTER;
        for (Action candidate : Action.values()) {
            draw -= candidate.weight();
            if (draw < 0) {
                action = candidate;
                break;
            }
        }
        Duration then = switch (action) {
            case QUIET -> Duration.ofHours(1);
            case WAIT -> Duration.ofMinutes(10 + random.nextInt(isLong ? 48 * 60 : 6 * 60));
            default ->
                random.nextInt(8) == 0
                        ? Duration.ofMinutes(random.nextInt(40))
                        : Duration.ofMillis(random.nextInt(180_000));
        };
        return new Step(action, random.nextInt(1_000_000), then);
    }

    /** Returns the scenario with other steps. */
    Scenario with(List<Step> others) {
        return new Scenario(seed, others);
    }
}
