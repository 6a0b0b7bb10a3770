package io.deptracker.sim;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The controller in a simulated world: random scenarios, in each of which every promise must hold at any moment.
 * The build itself always runs the same scenarios, so that it fails because of a change; a longer run has others.
 * {@code -Dsim.hours} is how long they last in total, {@code -Dsim.length} how many hours each of them lasts; {@code
 * -Dsim.seed} repeats the scenarios of an earlier run; {@code -Dsim.failures} is the number of failures after which no
 * further scenario begins.
 */
class SimulationTest {
    private static final Duration TOTAL = Duration.ofHours(Integer.getInteger("sim.hours", 1000));
    private static final Duration LENGTH = Duration.ofHours(Integer.getInteger("sim.length", 50));
    private static final long FIRST_SEED =
            Long.getLong("sim.seed", System.getProperty("sim.hours") == null ? 1 : System.nanoTime());
    private static final int MOST_FAILURES = Integer.getInteger("sim.failures", 1);

    @TempDir
    private Path folder;

    @Test
    void everyPromiseHoldsInRandomScenarios() {
        System.out.printf("%d hours of simulation, seed %d%n", TOTAL.toHours(), FIRST_SEED);
        var simulations = new Simulations(folder, LENGTH, System.out::println);

        Summary summary = simulations.run(FIRST_SEED, TOTAL, MOST_FAILURES);

        System.out.println(summary);
        List<Run> failures = summary.failures();
        if (!failures.isEmpty()) {
            failures.stream().map(Run::outcome).forEach(System.out::println);
            fail("%s%n%s", summary, new Reproduction(simulations).of(failures.getFirst()));
        }
    }
}
