package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.lists;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.deptracker.config.Setting;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quicktheories.generators.Generate;
import tools.jackson.databind.json.JsonMapper;

/** The chart's schema and the program accept the same values of each setting, and the chart passes them unchanged. */
class ChartSettingsTest {
    /** The settings that the chart sets itself, and those without a value, which `env` and `settingsFile` reach. */
    private static final Set<Setting> WITHOUT_VALUE = EnumSet.of(
            Setting.API_TOKEN,
            Setting.API_TOKEN_FILE,
            Setting.APP_KEY_PATH,
            Setting.APP_KEY,
            Setting.CA_CERT_FILE,
            Setting.KUBECONFIG,
            Setting.SYNC_TIMEOUT,
            Setting.COMPARE_EVERY,
            Setting.OUTBOX_PATH,
            Setting.RETENTION,
            Setting.DEAD_RETENTION,
            Setting.PACE,
            Setting.BURST,
            Setting.REQUEST_TIMEOUT,
            Setting.BATCH_SIZE,
            Setting.MAX_ATTEMPTS,
            Setting.BACKOFF_FIRST,
            Setting.BACKOFF_LONGEST,
            Setting.PARK_SCHEDULE,
            Setting.PARK_LIMIT,
            Setting.DRAIN_TIMEOUT);

    @ParameterizedTest
    @MethodSource("io.deptracker.deploy.ChartSettingCase#all")
    void bothTakeTheGoodAndRefuseTheBad(ChartSettingCase tried) throws Exception {
        ChartSetting setting = tried.setting();
        for (Object value : tried.good()) {
            assertThat(setting.isTaken(ChartSetting.text(value)))
                    .as("the program accepts '%s'", value)
                    .isTrue();
            Rendered chart = Chart.renderOnly(setting.values(value), "deployment-tracker");
            assertThat(chart.settings().remarks()).as("'%s'", value).isEmpty();
            if (!List.of(false, "", 9090).contains(value)) {
                assertThat(setting.passed(chart)).isEqualTo(ChartSetting.text(value));
            }
        }
        for (Object value : tried.bad()) {
            assertThat(setting.isTaken(ChartSetting.text(value)))
                    .as("the program accepts '%s'", value)
                    .isFalse();
            assertThatThrownBy(() -> Chart.renderOnly(setting.values(value), "deployment-tracker"))
                    .as("the chart accepts '%s'", value)
                    .hasMessageContaining("values don't meet the specifications")
                    .hasMessageContaining(
                            setting.path().substring(setting.path().lastIndexOf('.') + 1));
        }
    }

    @Test
    void everySettingHasAValueOrIsKnownToHaveNone() {
        Set<Setting> withValue =
                ChartSettingCase.all().map(tried -> tried.setting().setting()).collect(Collectors.toSet());
        assertThat(withValue).doesNotContainAnyElementsOf(WITHOUT_VALUE);
        assertThat(Stream.concat(withValue.stream(), WITHOUT_VALUE.stream()))
                .containsExactlyInAnyOrder(Setting.values());
    }

    /** Words that have a meaning in some of them. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "org", List.of("a", "Z", "0", "-", "_", ".", "/", " ", "é"),
            "cluster", List.of("a", "Z", "0", "-", "_", ".", "/", " ", "é"),
            "physicalEnvironment", List.of("a", " ", "é", "x".repeat(60), "x".repeat(7)),
            "baseUrl",
                    List.of(
                            "https://",
                            "http://",
                            "HTTP://",
                            "localhost",
                            "127.0.0.1",
                            "a",
                            ".b",
                            "-",
                            "_",
                            ".",
                            "1",
                            ":",
                            "80",
                            "0",
                            "65536",
                            "/",
                            "api",
                            "%41",
                            "%",
                            "@",
                            "?",
                            "#",
                            "[::1]",
                            "[",
                            " ",
                            ".svc.cluster.local",
                            "x"),
            "network.proxy",
                    List.of(
                            "https://",
                            "http://",
                            "HTTP://",
                            "10.0.0.1",
                            "a",
                            ".b",
                            "-",
                            "_",
                            ".",
                            "1",
                            ":",
                            "80",
                            "0",
                            "65536",
                            "/",
                            "x",
                            "%41",
                            "%",
                            "@",
                            "?",
                            "#",
                            "[::1]",
                            "[",
                            "]",
                            " ",
                            "u:p@",
                            "256"),
            "nameTemplate",
                    List.of(
                            "{{namespace}}",
                            "{{kind}}",
                            "{{",
                            "}}",
                            "{",
                            "}",
                            "kind",
                            "name",
                            " ",
                            "{{containerName}}",
                            "/"),
            "scope.podSelector",
                    List.of(
                            "app", "=", "==", "!=", "!", ",", " in ", " notin ", "(", ")", "a", "b/c", "-", ".", " ",
                            "_", "A"),
            "credential.githubApp.id", List.of("1", "Iv1", ".", " ", "-", "x".repeat(50)),
            "credential.githubApp.installationId", List.of("0", "1", "23", " ", "-", "123456789", "a"),
            "logLevel", List.of("debug", "INFO", "Error", "warn", " ", "TRACE"));

    /**
     * No pattern describes a URL completely: the chart accepts every URL that the program accepts, and refuses the
     * usual mistakes, which are listed in {@link ChartSettingCase}.
     */
    private static final Set<String> URLS = Set.of("baseUrl", "network.proxy");

    @Test
    void bothHaveOneOpinionOfAnyText() throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(Chart.FOLDER.resolve("values.schema.json")));
        for (ChartSetting setting : ChartSettingCase.all()
                .map(ChartSettingCase::setting)
                .filter(setting -> WORDS.containsKey(setting.path()))
                .toList()) {
            qt().withExamples(Integer.getInteger("examples", 400))
                    .forAll(lists().of(Generate.pick(WORDS.getOrDefault(setting.path(), List.of())))
                            .ofSizeBetween(0, 6)
                            .map(words -> String.join("", words)))
                    .checkAssert(text -> {
                        boolean chart = schema.validate(
                                        JsonMapper.shared().writeValueAsString(setting.values(text)), InputFormat.JSON)
                                .isEmpty();
                        boolean program = setting.isTaken(text);
                        if (program || !URLS.contains(setting.path())) {
                            assertThat(chart)
                                    .as("%s: the chart accepts '%s'", setting.path(), text)
                                    .isEqualTo(program);
                        }
                    });
        }
        assertThat(WORDS.keySet())
                .isSubsetOf(ChartSettingCase.all()
                        .map(tried -> tried.setting().path())
                        .toList());
    }

    /**
     * Patterns are interpreted by Helm as Go does, by editors as JavaScript does, and by the test above as Java does.
     */
    @Test
    void patternsHaveNothingThatOnlySomeCanRead() throws Exception {
        assertThat(Files.readString(Chart.FOLDER.resolve("values.schema.json"))).doesNotContain("(?");
    }
}
