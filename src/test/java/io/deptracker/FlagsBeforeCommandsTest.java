package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cli.Context;
import io.deptracker.config.Setting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A flag before a command means the same as after it, or is refused: it is never ignored. */
class FlagsBeforeCommandsTest {
    private static final Set<String> TAKE_FLAGS = Set.of("run", "doctor");

    @TempDir
    private Path folder;

    private final Commands commands = new Commands();

    @BeforeEach
    void complete() {
        commands.setRequired(folder.resolve("outbox.db"));
        commands.variables.put("HOME", folder.resolve("none").toString());
    }

    @ParameterizedTest
    @MethodSource("flags")
    void everyCommandTakesOrRefusesEach(Setting setting) {
        String flag = Objects.requireNonNull(setting.flag());
        for (String command : commands()) {
            for (List<String> given : List.of(
                    List.of("-" + flag + "=\u0007"),
                    List.of("--" + flag + "=\u0007"),
                    List.of("-" + flag, "\u0007"),
                    List.of("--" + flag, "\u0007"))) {
                if (TAKE_FLAGS.contains(command)) {
                    if (setting == Setting.EXCLUDE_NAMESPACES) {
                        commands.variables.put("CONFIG_FILE", "/none/settings.conf");
                    }
                    int behind = run(command, List.of(), given);
                    String all = printed();
                    assertThat(run(command, given, List.of())).as(command).isEqualTo(behind);
                    assertThat(printed()).isEqualTo(all);
                    assertThat(behind).isEqualTo(command.equals("run") ? 2 : 1);
                    commands.variables.remove("CONFIG_FILE");
                } else {
                    assertThat(run(command, given, List.of())).as(command).isEqualTo(2);
                    assertThat(commands.errors()).startsWith("-%s: not a flag of '%s'".formatted(flag, command));
                    assertThat(commands.out()).isEmpty();
                }
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    static Stream<Setting> flags() {
        return Arrays.stream(Setting.values()).filter(setting -> setting.flag() != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-dry-run", "--dry-run", "-dry-run=true"})
    void aDryRunBeforeACommandIsOne(String flag) {
        commands.variables.remove("API_TOKEN");
        assertThat(commands.run("doctor")).isEqualTo(1);
        assertThat(commands.out()).contains("API_TOKEN: no credential is set");
        assertThat(commands.run(flag, "doctor")).isEqualTo(1);
        assertThat(commands.out()).doesNotContain("API_TOKEN").contains("all are well", "outbox.db.dry-run");
        // With the real outbox, a dry run would mark as accepted what it only prints.
        assertThat(commands.run(flag, "backlog")).isEqualTo(2);
    }

    @Test
    void bothPlacesAreUsedTogether() {
        assertThat(commands.run("-workers=0", "run", "--metrics-port", "0")).isEqualTo(2);
        assertThat(commands.errors().lines())
                .containsExactlyInAnyOrder(
                        "-workers: is 0, must be 1 to 100", "-metrics-port: is 0, must be 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "doctor"})
    void onePlaceIsEnough(String command) {
        assertThat(commands.run("-workers", "1", command, "--workers", "2")).isEqualTo(2);
        assertThat(commands.errors())
                .startsWith("-workers should be given only once, before or after '%s'".formatted(command));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpBeforeACommandIsThatOfTheCommand(String command) {
        String own = commands.done(command, "--help");
        for (String help : List.of("-h", "--help")) {
            assertThat(commands.done(help, command)).isEqualTo(own);
            assertThat(commands.done("-namespace=x", help, command)).isEqualTo(own);
        }
        assertThat(commands.done("--version", command)).isEqualTo(commands.done("--version"));
    }

    /** Returns the output without the free space of this machine's volume. */
    private String printed() {
        return (commands.out() + commands.errors()).replaceAll("has \\d+ MiB free", "");
    }

    private int run(String command, List<String> before, List<String> behind) {
        return commands.run(
                Stream.of(before, words(command), behind).flatMap(List::stream).toArray(String[]::new));
    }

    private static List<String> words(String command) {
        return switch (command) {
            case "show", "backup" -> List.of(command, "x");
            default -> List.of(command);
        };
    }

    static Set<String> commands() {
        return Main.commandLine(Context.system()).getSubcommands().keySet();
    }
}
