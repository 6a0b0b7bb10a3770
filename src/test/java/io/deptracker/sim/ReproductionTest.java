package io.deptracker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The message about a failed run contains what a developer needs to repeat it. */
class ReproductionTest {
    @TempDir
    private Path folder;

    @Test
    void theTestThatItPrintsHasTheSameSteps() {
        Scenario scenario = Scenario.draw(-5, Duration.ofHours(20));

        String test = Reproduction.test(scenario);

        assertThat(test).startsWith("@Test\nvoid seed_5() {\n    replay(-5L, \"\"\"\n            ");
        List<String> parts = List.of(test.split("\"\"\"", -1));
        assertThat(Step.parseAll(parts.get(1))).isEqualTo(scenario.steps());
        assertThat(parts.get(2)).isEqualTo(");\n}\n");
    }

    @Test
    void aRunThatCannotBeRepeatedIsCalledThat() {
        Scenario scenario = new Scenario(7, Step.parseAll("""
                CLUSTER 150731 PT20.5S
                CLUSTER 280913 PT1M
                WAIT 1 PT1H
                """));
        var simulations = new Simulations(folder, Duration.ofHours(50), _ -> {});
        Run once = simulations.run(scenario);
        assertThat(once.failure()).isNull();
        var failed =
                new Run(scenario, 1, once.time(), 0, once.calls(), once.rows(), once.hash(), new Violation("lost"), "");

        String text = new Reproduction(simulations).of(failed);

        assertThat(text)
                .contains(
                        "seed 7 fails at step 2 of 3: io.deptracker.sim.Violation: lost",
                        "-Dtest=SimulationTest -Dsim.seed=7 -Dsim.hours=1 -Dsim.length=50",
                        "a test of 2 steps for KnownFaultsTest, which does not fail again",
                        "replay(7L, \"\"\"\n            CLUSTER 150731 PT20.5S\n            CLUSTER 280913 PT1M\n",
                        " CLUSTER 280913 PT1M\n",
                        "at io.deptracker.sim.ReproductionTest.");
    }
}
