package io.deptracker.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void referenceConfHasEverySettingAndNothingElse() {
        assertThat(ConfigFactory.parseResources("reference.conf").entrySet())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(Setting.values()).map(Setting::path),
                                // Rules are too complex for a variable.
                                Stream.of(RepositoryRulesReader.PATH))
                        .toList());
    }

    @Test
    void noNameIsTakenTwice() {
        assertThat(Arrays.stream(Setting.values()).flatMap(setting -> setting.variables().stream()))
                .doesNotHaveDuplicates()
                .doesNotContain(SettingsReader.FILE_VARIABLE);
        assertThat(Arrays.stream(Setting.values()).map(Setting::flag).filter(Objects::nonNull))
                .containsExactlyInAnyOrder(
                        "kubeconfig",
                        "namespace",
                        "exclude-namespaces",
                        "confirm-decommission",
                        "workers",
                        "metrics-port",
                        "dry-run");
    }

    @Test
    void everySettingCanBeGivenOtherwiseThanByAFile() {
        assertThat(Setting.values())
                .allMatch(setting ->
                        setting.flag() != null || !setting.variables().isEmpty());
    }
}
