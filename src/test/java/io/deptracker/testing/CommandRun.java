package io.deptracker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A finished command of the packaged program, run as an operator runs it while the controller runs.
 *
 * @param exitCode the exit code of the process
 * @param out its standard output
 * @param errors its standard error
 */
public record CommandRun(int exitCode, String out, String errors) {
    private static final long PATIENCE_SECONDS = 60;

    /**
     * Runs a command to its end, without a terminal.
     *
     * @param folder its working folder
     * @param variables its environment, in addition to the inherited one
     */
    public static CommandRun of(Path folder, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "command", ".out");
        Path errors = Files.createTempFile(folder, "command", ".err");
        Process process = builder(folder, variables, arguments)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + List.of(arguments) + Files.readString(errors));
        }
        return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(errors));
    }

    /** Starts a command that runs until it is ended. */
    public static Process start(Path folder, Map<String, String> variables, String... arguments) throws IOException {
        return builder(folder, variables, arguments).start();
    }

    private static ProcessBuilder builder(Path folder, Map<String, String> variables, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target", "deployment-tracker.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(variables);
        return builder;
    }
}
