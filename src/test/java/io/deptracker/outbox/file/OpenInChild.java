package io.deptracker.outbox.file;

import io.deptracker.outbox.Outbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens an outbox in a separate process, prints the result and holds the file until its input ends or it is killed. */
final class OpenInChild {
    static final String OPENED = "opened";

    private OpenInChild() {}

    public static void main(String[] args) throws IOException {
        try (OutboxFile file = Outbox.open(Path.of(args[0]))) {
            System.out.println(OPENED + " " + file.path());
            System.in.read();
        } catch (OutboxException refused) {
            System.out.println(refused.getMessage());
        }
    }

    static Process start(Path outbox) throws IOException {
        return start(OpenInChild.class, outbox);
    }

    /** Starts a main class of the tests in a separate JVM. */
    static Process start(Class<?> main, Path... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns the first line of its output. */
    static String said(Process child) throws IOException {
        return String.valueOf(child.inputReader().readLine());
    }
}
