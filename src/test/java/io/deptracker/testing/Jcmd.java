package io.deptracker.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A command of the JDK to another JVM on this machine. */
public final class Jcmd {
    private Jcmd() {}

    /**
     * Runs a diagnostic command in a JVM, and returns its output.
     *
     * @throws IllegalStateException if the command fails; the message contains the output
     */
    public static String run(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("%s of process %d: %s".formatted(command, pid, output));
        }
        return output;
    }
}
