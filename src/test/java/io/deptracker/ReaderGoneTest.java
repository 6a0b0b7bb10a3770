package io.deptracker;

import static io.deptracker.DeliveredOutbox.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cli.Context;
import io.deptracker.record.Metadata;
import io.deptracker.standin.github.GitHubStandIn;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command ends when the reader of its output has ended, at the next line that it prints. */
@Timeout(60)
class ReaderGoneTest {
    private static final int ROWS = 15;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final GitHubStandIn github = GitHubStandIn.start();
    private final Commands commands = new Commands();

    @BeforeEach
    void fill() throws Exception {
        Path path = folder.resolve("outbox.db");
        commands.setRequired(path);
        commands.variables.putAll(
                Map.of("PACE", "100", "BASE_URL", github.baseUrl().toString()));
        var outbox = new DeliveredOutbox(path, github);
        for (int i = 0; i < ROWS; i++) {
            outbox.deliver(record("app-" + i, i, Metadata.NONE));
        }
    }

    @AfterEach
    void close() {
        github.close();
    }

    @Test
    void watchEndsWithItsReader() throws Exception {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.deptracker.Main",
                "backlog",
                "--watch");
        builder.environment().putAll(commands.variables);
        Process watching = builder.start();
        try {
            try (var lines = watching.inputReader()) {
                assertThat(lines.readLine()).startsWith("owed:");
            }
            assertThat(watching.waitFor(PATIENCE)).as("ended").isTrue();
            assertThat(watching.exitValue()).isEqualTo(1);
        } finally {
            watching.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "list --json",
                "show shop/app-1/app",
                "backlog",
                "backlog --watch",
                "backlog --watch --json",
                "audit",
                "retire --yes",
                "verify"
            })
    void nothingIsWrittenToAReaderThatIsGone(String line) {
        var pipe = new Broken(0);
        var errors = new StringWriter();

        assertThat(run(pipe, errors, line)).isEqualTo(1);

        // A long line is written in parts.
        assertThat(pipe.writesAfterItsEnd).isBetween(1, 4);
        assertThat(errors.toString().strip())
                .isEqualTo("the output cannot be written: its reader is gone, or its file has no room");
        assertThat(github.reads()).isZero();
    }

    @Test
    void whatIsLeftOfALongListIsNotPrinted() {
        var pipe = new Broken(1000);

        assertThat(run(pipe, new StringWriter(), "list")).isEqualTo(1);

        assertThat(pipe.writesAfterItsEnd).isEqualTo(1);
    }

    private int run(OutputStream out, StringWriter errors, String line) {
        return Main.commandLine(new Context(commands.variables, InstantSource.system(), commands))
                // Like the writer of a process, which swallows errors.
                .setOut(new PrintWriter(
                        new PrintStream(out, true, StandardCharsets.UTF_8), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true))
                .execute(line.split(" ", -1));
    }

    /** A pipe whose reader ends after so many bytes. */
    private static final class Broken extends OutputStream {
        private int left;
        private int writesAfterItsEnd;

        Broken(int left) {
            this.left = left;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (count > left) {
                writesAfterItsEnd++;
                throw new IOException("Broken pipe");
            }
            left -= count;
        }
    }
}
