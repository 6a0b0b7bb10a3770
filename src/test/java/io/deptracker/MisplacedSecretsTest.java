package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.pick;

import io.deptracker.config.Setting;
import io.deptracker.config.SettingsReader;
import io.deptracker.github.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret in a wrong place, as a variable, flag or file: refused with exit code 2, shown and stored nowhere. */
class MisplacedSecretsTest {
    private static final int SHOWN_AT_MOST = 8;

    private static final List<Setting> SETTINGS = Arrays.stream(Setting.values())
            .filter(setting -> setting != Setting.API_TOKEN && setting != Setting.APP_KEY)
            .toList();
    private static final List<String> VARIABLES = Stream.concat(
                    Stream.of(SettingsReader.FILE_VARIABLE, "KUBECONFIG"),
                    SETTINGS.stream().flatMap(setting -> setting.variables().stream()))
            .toList();
    private static final List<Setting> FLAGS =
            SETTINGS.stream().filter(setting -> setting.flag() != null).toList();

    @TempDir
    private Path folder;

    private final Commands commands = new Commands();

    @Test
    void inAnyVariable() {
        qt().withExamples(400).forAll(Secrets.any(), pick(VARIABLES)).checkAssert((secret, variable) -> {
            complete();
            // The first variable of a setting would take precedence.
            SETTINGS.stream()
                    .map(Setting::variables)
                    .filter(names -> names.contains(variable))
                    .forEach(commands.variables.keySet()::removeAll);
            commands.variables.put(variable, secret);
            requireRefused(secret, List.of());
        });
    }

    @Test
    void inAnyFlag() {
        qt().withExamples(150).forAll(Secrets.any(), pick(FLAGS)).checkAssert((secret, setting) -> {
            complete();
            requireRefused(secret, List.of("-" + setting.flag() + "=" + secret));
        });
    }

    @Test
    void inAnySettingOfAFile() {
        Path file = folder.resolve("settings.conf");
        List<String> paths = Stream.concat(
                        SETTINGS.stream().map(setting -> setting.path() + " = \"\"\"%s\"\"\""),
                        Stream.of(
                                "deptracker.record.github-repositories = [{ image-prefix = ghcr.io, repository ="
                                        + " \"\"\"%s\"\"\" }]",
                                "deptracker.record.github-repositories = [{ image-prefix = \"\"\"%s\"\"\", repository ="
                                        + " web }]",
                                "deptracker.log.\"\"\"%s\"\"\" = 1"))
                .toList();
        qt().withExamples(300).forAll(Secrets.any(), pick(paths)).checkAssert((secret, line) -> {
            // HOCON treats quotes at the end of such a text as its own.
            String text = secret.replace("\"", "'");
            complete();
            SETTINGS.stream().flatMap(setting -> setting.variables().stream()).forEach(commands.variables::remove);
            commands.variables.put(
                    SettingsReader.FILE_VARIABLE,
                    write(file, line.formatted(text)).toString());
            requireRefused(text, List.of());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "--bogus %s",
                "--bogus=%s",
                "-token=%s",
                "-workers 1 %s",
                "run %s",
                "doctor --token=%s",
                "audit --outbox=%s",
                "backlog %s",
                "backlog --outbox=%s",
                "list --limit=%s",
                "list --state=%s",
                "list --id=%s",
                "verify --outbox %s",
                "backup %s",
                "pause --reason=%s",
                "prune --retention=%s",
            })
    void inAnyArgument(String line) {
        qt().withExamples(25).forAll(Secrets.any()).checkAssert(secret -> {
            complete();
            List<String> arguments = Arrays.stream(line.split(" ", -1))
                    .map(word -> word.replace("%s", secret))
                    .toList();
            int exit = commands.run(arguments.toArray(String[]::new));
            requireHidden(secret, line + " exits with " + exit);
            assertThat(exit).as(line).isEqualTo(2);
        });
    }

    @Test
    void nameThatIsNotFoundIsMasked() {
        String secret = "ghp_" + "a1B2".repeat(10);
        complete();
        commands.run("show", secret);
        requireHidden(secret, "show");
    }

    @Test
    void theSettingThatTakesItIsNamed() {
        complete();
        commands.variables.put("GH_APP_PRIV_KEY", Keys.pkcs8(Keys.RSA));
        assertThat(commands.run("run")).isEqualTo(2);
        assertThat(commands.errors().lines())
                .contains("GH_APP_PRIV_KEY: looks like a private key, so its value is not shown; a key goes into"
                        + " GH_APP_PRIVATE_KEY, the path of its file into GH_APP_PRIV_KEY");
        complete();
        commands.variables.put("CLUSTER", "ghp_" + "a1B2".repeat(9));
        assertThat(commands.run("run")).isEqualTo(2);
        assertThat(commands.errors())
                .isEqualTo(
                        "CLUSTER: looks like a token, so its value is not shown; a token goes into API_TOKEN, the path"
                                + " of its file into API_TOKEN_FILE");
        complete();
        commands.variables.put("API_TOKEN", Secrets.base64(Keys.pkcs8(Keys.RSA)));
        assertThat(commands.run("run")).isEqualTo(2);
        assertThat(commands.errors()).startsWith("API_TOKEN: looks like a private key, so its value is not shown");
    }

    /** A kubeconfig, certificates or settings are configured to be in a file that contains a secret. */
    @ParameterizedTest
    @ValueSource(strings = {"KUBECONFIG", "CONFIG_FILE", "CA_CERT_FILE", "OUTBOX_PATH"})
    void fileThatHoldsASecretIsNotQuoted(String variable) {
        qt().withExamples(20).forAll(Secrets.any()).checkAssert(secret -> {
            complete();
            Path file = write(folder.resolve("secret"), secret);
            commands.variables.put(variable, file.toString());
            assertThat(commands.run("doctor")).isEqualTo(1);
            requireHidden(secret, variable);
        });
    }

    private void complete() {
        commands.variables.clear();
        commands.setRequired(folder.resolve("outbox.db"));
        commands.variables.putAll(Map.of(
                "BASE_URL", "http://127.0.0.1:1", "HOME", folder.resolve("none").toString()));
    }

    private void requireRefused(String secret, List<String> flags) {
        for (String command :
                flags.isEmpty() ? List.of("run", "doctor", "audit", "backlog") : List.of("run", "doctor")) {
            var arguments = new ArrayList<>(List.of(command));
            arguments.addAll(flags);
            int exit = commands.run(arguments.toArray(String[]::new));
            requireHidden(secret, command + " exits with " + exit);
            if (command.equals("run") || command.equals("audit")) {
                assertThat(exit).as(command).isEqualTo(2);
            }
        }
        try (Stream<Path> made = Files.list(folder)) {
            assertThat(made.map(Path::getFileName).map(Path::toString)).isSubsetOf(Set.of("settings.conf"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Fails without showing the secret that it found. */
    private void requireHidden(String secret, String what) {
        String printed = (commands.out() + commands.errors()).toLowerCase(Locale.ROOT);
        String sought = secret.replaceAll("-----[A-Z ]*-----", "-----").toLowerCase(Locale.ROOT);
        for (int i = 0; i + SHOWN_AT_MOST < sought.length(); i++) {
            if (printed.contains(sought.substring(i, i + SHOWN_AT_MOST + 1))) {
                throw new AssertionError(what + ", and shows a part of a secret from its character " + i);
            }
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
