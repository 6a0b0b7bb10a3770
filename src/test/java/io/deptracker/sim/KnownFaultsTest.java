package io.deptracker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenarios that found a fault; they run in every build. Each is a file with its seed in the first line and a step in
 * each line that follows, or a test that {@link SimulationTest} printed.
 */
class KnownFaultsTest {
    private static final Path KEPT = Path.of("src/test/resources/sim");

    @TempDir
    private Path folder;

    static Stream<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(KEPT)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void isFixed(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        replay(Long.parseLong(lines.getFirst().strip()), String.join("\n", lines.subList(1, lines.size())));
    }

    /** Runs a scenario, in which nothing may fail. */
    private void replay(long seed, String steps) {
        var scenario = new Scenario(seed, Step.parseAll(steps));
        Run run = new Simulations(folder, Duration.ZERO, _ -> {}).run(scenario);
        assertThat(run.failure()).as(() -> run.outcome() + "\n" + run.history()).isNull();
        assertThat(run.steps()).isEqualTo(scenario.steps().size());
    }
}
