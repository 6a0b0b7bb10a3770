package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cli.Context;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString().strip()).isEqualTo("deployment-tracker development");
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void tellsItsFlagsAndExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("-kubeconfig", "-namespace", "-exclude-namespaces", "-workers", "-metrics-port", "run")
                .contains("Exit codes: 0 stopped as asked, 1 could not run, 2 wrong settings or wrong use.");
        assertThat(run("run", "--help")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wrokers=4", "--wrokers", "-w4", "rnu"})
    void refusesWhatItDoesNotKnow(String argument) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(errors.toString()).contains(argument);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesAFlagWithoutItsValue() {
        assertThat(run("-workers")).isEqualTo(2);
        assertThat(errors.toString()).contains("-workers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run"})
    void wrongSettingsAreToldOneALineBeforeAnythingStarts(String command) {
        int exit = command.isEmpty() ? run("-workers", "0") : run(command, "-workers", "0");
        assertThat(exit).isEqualTo(2);
        assertThat(errors.toString().lines()).contains("-workers: is 0, must be 1 to 100");
        assertThat(errors.toString()).doesNotContain("Exception");
    }

    private int run(String... arguments) {
        return Main.commandLine(Context.system())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
