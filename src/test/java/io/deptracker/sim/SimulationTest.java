package io.deptracker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The controller in a simulated world: random scenarios, in each of which every promise must hold at any moment. */
class SimulationTest {
    private static final Duration LENGTH = Duration.ofHours(Integer.getInteger("sim.length", 50));

    @TempDir
    private Path folder;

    @Test
    void everyPromiseHoldsInRandomScenarios() {
        long first = Long.getLong("sim.seed", System.nanoTime());
        var simulations = new Simulations(folder, LENGTH);

        Summary summary = simulations.run(first, Duration.ofHours(Integer.getInteger("sim.hours", 1000)));

        System.out.println(summary);
        assertThat(summary.failures()).isEmpty();
    }
}
