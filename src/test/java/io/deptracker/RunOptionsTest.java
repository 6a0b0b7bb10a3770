package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.deptracker.cli.Context;
import io.deptracker.config.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RunOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"-workers 4", "-workers=4", "--workers 4", "--workers=4"})
    void oneDashOrTwoWithASpaceOrAnEqualsSign(String line) {
        assertThat(parse(line.split(" ", -1))).isEqualTo(Map.of(Setting.WORKERS, "4"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DRY_RUN")
    void everyFlagOfASettingIsOne(Setting setting) {
        if (setting == Setting.DRY_RUN) {
            assertThat(parse("-dry-run")).isEqualTo(Map.of(setting, "true"));
            assertThat(parse("--dry-run")).isEqualTo(Map.of(setting, "true"));
        } else if (setting.flag() != null) {
            assertThat(parse("-" + setting.flag(), "x")).isEqualTo(Map.of(setting, "x"));
            assertThat(parse("--" + setting.flag() + "=x")).isEqualTo(Map.of(setting, "x"));
        }
    }

    @Test
    void aDryRunNeedsNoValue() {
        assertThat(parse("-dry-run")).isEqualTo(Map.of(Setting.DRY_RUN, "true"));
        assertThat(parse("--dry-run")).isEqualTo(Map.of(Setting.DRY_RUN, "true"));
    }

    @Test
    void allTogether() {
        assertThat(parse("-kubeconfig", "/k", "-namespace", "n", "-exclude-namespaces=a,b", "--metrics-port", "1"))
                .isEqualTo(Map.of(
                        Setting.KUBECONFIG, "/k",
                        Setting.NAMESPACE, "n",
                        Setting.EXCLUDE_NAMESPACES, "a,b",
                        Setting.METRICS_PORT, "1"));
    }

    @Test
    void whatIsNotGivenIsLeftToTheSettings() {
        assertThat(parse()).isEmpty();
        assertThat(parse("-namespace=")).isEqualTo(Map.of(Setting.NAMESPACE, ""));
    }

    /** The help repeats these defaults, since a description is a constant: it must not differ from the settings. */
    @ParameterizedTest
    @EnumSource(names = {"WORKERS", "METRICS_PORT"})
    void theHelpNamesTheDefaultOfReferenceConf(Setting setting) {
        String byDefault = ConfigFactory.parseResources("reference.conf").getString(setting.path());
        List<String> help = List.of(Main.commandLine(Context.system())
                .getCommandSpec()
                .findOption("-" + setting.flag())
                .description());

        assertThat(String.join(" ", help)).endsWith("default " + byDefault + ".");
    }

    private static Map<Setting, String> parse(String... arguments) {
        var options = new RunOptions();
        CommandLine line = Main.commandLine(Context.system());
        // Like Main, with the same parsing rules.
        new CommandLine(options)
                .setPosixClusteredShortOptionsAllowed(line.isPosixClusteredShortOptionsAllowed())
                .parseArgs(arguments);
        return options.flags();
    }
}
