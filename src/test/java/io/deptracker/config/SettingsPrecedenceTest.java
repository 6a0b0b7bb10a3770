package io.deptracker.config;

import static io.deptracker.config.TestSettings.COMPLETE;
import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flags override environment variables, those a file, and that reference.conf. */
class SettingsPrecedenceTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreThoseOfReferenceConf() throws Exception {
        Settings settings = read(COMPLETE);
        assertThat(settings.naming().template()).hasToString("{{namespace}}/{{deploymentName}}/{{containerName}}");
        assertThat(settings.naming().environment().physical()).isEmpty();
        assertThat(settings.kubernetes())
                .isEqualTo(new Settings.Kubernetes(
                        Optional.empty(),
                        new Settings.Tracked(Set.of(), List.of(), "", List.of(), List.of(), KindFilter.DEFAULT, false),
                        false,
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10)));
        assertThat(settings.outbox())
                .isEqualTo(new Settings.Outbox(Path.of("./data/outbox.db"), Duration.ofDays(7), Duration.ofDays(30)));
        assertThat(settings.delivery().workers()).isEqualTo(2);
        assertThat(settings.delivery().parkSchedule())
                .containsExactly(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(6),
                        Duration.ofHours(24));
        assertThat(settings.ops().metricsPort()).isEqualTo(9090);
        assertThat(settings.log()).isEqualTo(new Settings.Log("INFO", Settings.Log.Format.JSON));
        assertThat(settings.remarks()).isEmpty();
    }

    @Test
    void aVariableWinsOverTheFileAndTheFileOverTheDefault() throws Exception {
        Path file = file("""
                deptracker.delivery { batch-size = 7, max-attempts = 8, workers = 9 }
                """);
        Settings.Delivery delivery =
                read(with("CONFIG_FILE", file.toString(), "BATCH_SIZE", "5")).delivery();
        assertThat(delivery.batchSize()).isEqualTo(5);
        assertThat(delivery.maxAttempts()).isEqualTo(8);
        assertThat(delivery.burst()).isEqualTo(20);
    }

    @Test
    void aFlagWinsOverTheFile() throws Exception {
        Path file = file("deptracker { delivery.workers = 9, ops.metrics-port = 1234 }");
        Settings settings = SettingsReader.read(with("CONFIG_FILE", file.toString()), Map.of(Setting.WORKERS, "4"));
        assertThat(settings.delivery().workers()).isEqualTo(4);
        assertThat(settings.ops().metricsPort()).isEqualTo(1234);
    }

    @Test
    void aFlagWinsOverAVariable() throws Exception {
        Settings settings = SettingsReader.read(with("CLUSTER", "by-variable"), Map.of(Setting.CLUSTER, "by-flag"));
        assertThat(settings.naming().environment().cluster()).isEqualTo("by-flag");
    }

    @Test
    void orgWinsOverGithubOrg() throws Exception {
        assertThat(read(with("ORG", "a", "GITHUB_ORG", "b")).github().organization())
                .isEqualTo("a");
        assertThat(read(with("ORG", "", "GITHUB_ORG", "b")).github().organization())
                .isEqualTo("b");
    }

    @Test
    void blankVariablesCountAsUnset() throws Exception {
        var variables = with("CONFIG_FILE", " ");
        for (Setting setting : Setting.values()) {
            setting.variables().forEach(name -> variables.putIfAbsent(name, "  "));
        }
        assertThat(read(variables)).usingRecursiveComparison().isEqualTo(read(COMPLETE));
    }

    @Test
    void aFileMayHoldEverything() throws Exception {
        Path file = file("""
                deptracker {
                  record { logical-environment = staging, physical-environment = here, cluster = c }
                  github { org = o, api-token-file = /run/token }
                  kubernetes.exclude-namespaces = "a, b"
                  delivery { park-schedule = [1m, 2m], request-timeout = 10s }
                  log.format = text
                }
                """);
        Settings settings = read(Map.of("CONFIG_FILE", file.toString()));
        assertThat(settings.github().credential())
                .isEqualTo(new Settings.GitHubCredential.TokenFile(Path.of("/run/token")));
        assertThat(settings.kubernetes().tracked().excludedNamespaces())
                .extracting(Glob::toString)
                .containsExactly("a", "b");
        assertThat(settings.delivery().parkSchedule()).containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(2));
        assertThat(settings.log().format()).isEqualTo(Settings.Log.Format.TEXT);
    }

    @Test
    void unknownKeysOfAFileAreFaultsThatNameTheFileAndTheLine() throws Exception {
        Path file = file("""
                deptracker {
                  delivery.wrokers = 4
                  github.org = x
                }
                other = 1
                """);
        assertThat(faults(with("CONFIG_FILE", file.toString())))
                .containsExactlyInAnyOrder(
                        "CONFIG_FILE: deptracker.delivery.wrokers is not a setting (" + file + ": 2)",
                        "CONFIG_FILE: other is not a setting (" + file + ": 5)");
    }

    @Test
    void aFileThatCannotBeReadIsAFault() {
        Path none = folder.resolve("none.conf");
        assertThat(faults(with("CONFIG_FILE", none.toString())))
                .containsExactly("CONFIG_FILE: " + none + " can't be read: no such file");
        assertThat(faults(with("CONFIG_FILE", folder.toString())))
                .containsExactly("CONFIG_FILE: " + folder + " can't be read: is a folder");
    }

    @Test
    void aFileThatIsNotHoconIsAFaultThatNamesTheLineAndNoSecret() throws Exception {
        for (String text : List.of(
                "\n\ndeptracker.github.api-token = \"s3cr3t",
                "\n\ndeptracker.github.api-token = \"s3cr3t\" \"\"\"",
                "\n\ndeptracker.github.api-token = ${s3cr3t}",
                "\n\ndeptracker.github.api-token = s3cr3t`x",
                "\n\ndeptracker.github.api-token : [\"s3cr3t\" }")) {
            Path file = file(text);
            assertThat(faults(with("CONFIG_FILE", file.toString(), "API_TOKEN", "t")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("CONFIG_FILE: " + file + ": 3 can't be read")
                            .doesNotContain("s3cr3t"));
        }
    }

    @Test
    void valuesOfTheWrongTypeAreFaults() throws Exception {
        Path file = file("""
                deptracker {
                  github { org = [1], api-token { a = 1 } }
                  delivery { workers = many, pace = null, request-timeout = true, park-schedule = 5m }
                }
                """);
        assertThat(faults(Map.of("CONFIG_FILE", file.toString(), "LOGICAL_ENVIRONMENT", "l", "CLUSTER", "c")))
                .contains(
                        "ORG: is not a text",
                        "API_TOKEN: is not a text",
                        "-workers: is not a whole number",
                        "PACE: is not a number",
                        "REQUEST_TIMEOUT: is not a duration such as 30s, 5m, 2h or 7d")
                .doesNotHaveDuplicates();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("settings.conf"), text);
    }
}
