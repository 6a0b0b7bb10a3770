package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A command of this machine. If it is missing, the test that needs it is skipped with a reason.
 *
 * @param name such as kubectl
 */
record Tool(String name) {
    private static final long PATIENCE_SECONDS = 60;

    /** The result of a command. */
    record Run(int exitCode, String output) {}

    Tool {
        boolean installed = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        skipUnless(installed, name + " is not installed");
    }

    /** Skips the test if the condition is false. */
    static void skipUnless(boolean met, String reason) {
        if (!met) {
            System.out.println("Skipped: " + reason);
        }
        Assumptions.assumeTrue(met, reason);
    }

    /** Runs the command in this project's folder. */
    Run run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("tool", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            assertThat(ended).as("%s has ended", command).isTrue();
            return new Run(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
