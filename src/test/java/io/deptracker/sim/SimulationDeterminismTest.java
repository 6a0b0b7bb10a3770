package io.deptracker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same scenario has the same history: in one JVM, and in another one with other settings. */
class SimulationDeterminismTest {
    private static final int SEEDS = 3;
    private static final String OTHER_SETTINGS = "Asia/Kolkata ISO-8859-1 tr";

    @TempDir
    private Path folder;

    @Test
    void theSameScenarioHasTheSameHistory() throws Exception {
        long first = Long.getLong("sim.seed", 1);
        List<Long> seeds = LongStream.range(first, first + SEEDS).boxed().toList();
        System.out.printf("%d scenarios from seed %d%n", SEEDS, first);
        assertThat(RunHashes.settings()).isNotEqualTo(OTHER_SETTINGS);
        Process other = start(seeds);

        List<String> hashes = RunHashes.of(folder.resolve("here"), seeds);
        List<String> again = RunHashes.of(folder.resolve("again"), seeds);
        List<String> elsewhere = other.inputReader(StandardCharsets.UTF_8).readAllLines();

        assertThat(other.waitFor()).as("%s", elsewhere).isZero();
        assertThat(hashes).doesNotHaveDuplicates();
        assertThat(again).isEqualTo(hashes);
        assertThat(elsewhere.getFirst()).isEqualTo(OTHER_SETTINGS);
        assertThat(elsewhere.subList(1, elsewhere.size())).isEqualTo(hashes);
    }

    private Process start(List<Long> seeds) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=Asia/Kolkata",
                "-Dfile.encoding=ISO-8859-1",
                "-Duser.language=tr",
                "-cp",
                System.getProperty("java.class.path"),
                RunHashes.class.getName(),
                Files.createDirectory(folder.resolve("elsewhere")).toString()));
        seeds.forEach(seed -> command.add(seed.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
