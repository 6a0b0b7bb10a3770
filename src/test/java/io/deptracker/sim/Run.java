package io.deptracker.sim;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The run of one scenario.
 *
 * @param scenario its steps
 * @param steps how many of them were taken
 * @param time how much simulated time has passed
 * @param crashes how often the process was killed
 * @param calls how many calls were made
 * @param rows how many rows the outbox ever had, about
 * @param hash of the whole history
 * @param failure what went wrong; null if nothing did
 * @param history the last lines of the history
 */
record Run(
        Scenario scenario,
        int steps,
        Duration time,
        int crashes,
        long calls,
        long rows,
        String hash,
        @Nullable Throwable failure,
        String history) {
    static Run of(Path folder, Scenario scenario) {
        int steps = 0;
        Throwable failure = null;
        try (var simulation = new ControllerSimulation(folder, scenario.seed())) {
            try {
                simulation.start();
                var director = new Director(simulation);
                for (Step step : scenario.steps()) {
                    director.take(step);
                    steps++;
                }
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
            return new Run(
                    scenario,
                    steps,
                    simulation.time().passed(),
                    simulation.crashes(),
                    simulation.judge().calls(),
                    simulation.judge().rows(),
                    simulation.history().hash(),
                    failure,
                    simulation.history().last());
        }
    }

    /** Returns how it ended, as a line. */
    String outcome() {
        int all = scenario.steps().size();
        return failure == null
                ? "seed %d passes: %d steps".formatted(scenario.seed(), all)
                : "seed %d fails at step %d of %d: %s".formatted(scenario.seed(), steps + 1, all, failure);
    }
}
