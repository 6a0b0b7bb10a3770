package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** deploy/monitoring: every way to install it contains the same rules, each with its section of the runbook. */
class MonitoringTest {
    private static final Path FOLDER = Path.of("deploy/monitoring");
    private static final Path RULES = FOLDER.resolve("rules.yaml");
    private static final Path DASHBOARD = FOLDER.resolve("dashboard.json");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (Deptracker\\w+)$");

    @Test
    void theRulesAreSound() throws Exception {
        Tool.Run run = new Tool("promtool").run("check", "rules", RULES.toString());
        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @Test
    void everyAlertHasItsSectionInTheRunbook() throws Exception {
        List<JsonNode> alerts = alerts();
        List<String> names =
                alerts.stream().map(alert -> alert.path("alert").asString()).toList();
        assertThat(names).hasSizeGreaterThan(5).doesNotHaveDuplicates();
        assertThat(alerts)
                .allSatisfy(
                        alert -> assertThat(alert.at("/annotations/runbook_url").asString())
                                .matches("https://github\\.com/[\\w.-]+/[\\w.-]+/blob/[\\w.-]+/docs/runbook\\.md#"
                                        + alert.path("alert").asString().toLowerCase(Locale.ROOT)));
        List<String> sections = SECTION.matcher(Files.readString(Path.of("docs/runbook.md")))
                .results()
                .map(MatchResult::group)
                .map(heading -> heading.substring("## ".length()))
                .toList();
        assertThat(sections).containsExactlyElementsOf(names);
    }

    private static List<JsonNode> alerts() throws Exception {
        return Rendered.yaml(RULES)
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    @Test
    void theObjectCarriesTheRules() throws Exception {
        assertThat(Rendered.read(FOLDER.resolve("prometheusrule.yaml"))
                        .the("PrometheusRule")
                        .path("spec"))
                .isEqualTo(Rendered.yaml(RULES));
    }

    @Test
    void theOverlayAddsTheThreeToTheBase() throws Exception {
        Rendered overlay = KustomizeTest.build(Path.of("deploy/kustomize/overlays/monitoring"));
        Rendered manifest = Rendered.read(Path.of("deploy/manifest.yaml"));
        assertThat(overlay.without("PodMonitor")
                        .without("PrometheusRule")
                        .without("ConfigMap")
                        .text())
                .isEqualTo(manifest.text());
        assertThat(overlay.the("PrometheusRule").path("spec")).isEqualTo(Rendered.yaml(RULES));
        assertIsTheDashboard(overlay.the("ConfigMap"));
        assertScrapesThePod(overlay);
        assertThat(List.of(overlay.the("PodMonitor"), overlay.the("PrometheusRule"), overlay.the("ConfigMap")))
                .allSatisfy(object -> assertThat(object.at("/metadata/namespace"))
                        .isEqualTo(overlay.the("StatefulSet").at("/metadata/namespace")));
    }

    @Test
    void theChartAddsEachWhereItIsSwitchedOn() throws Exception {
        Rendered chart = Chart.render(Map.of(
                "monitoring",
                Map.of(
                        "podMonitor", Map.of("enabled", true, "labels", Map.of("release", "prometheus")),
                        "prometheusRule", Map.of("enabled", true, "labels", Map.of("release", "prometheus")),
                        "dashboard", Map.of("enabled", true, "annotations", Map.of("folder", "GitHub")))));
        assertThat(chart.the("PrometheusRule").path("spec")).isEqualTo(Rendered.yaml(RULES));
        assertIsTheDashboard(chart.the("ConfigMap"));
        assertThat(chart.the("ConfigMap").at("/metadata/annotations/folder").asString())
                .isEqualTo("GitHub");
        assertScrapesThePod(chart);
        for (String kind : List.of("PodMonitor", "PrometheusRule")) {
            assertThat(chart.the(kind).at("/metadata/labels/release").asString())
                    .isEqualTo("prometheus");
        }
        assertThat(Chart.render(Map.of()).kinds()).doesNotContain("PodMonitor", "PrometheusRule", "ConfigMap");
    }

    private static void assertIsTheDashboard(ObjectNode configMap) throws Exception {
        assertThat(configMap.at("/metadata/labels/grafana_dashboard").asString())
                .isEqualTo("1");
        assertThat(JsonMapper.shared()
                        .readTree(configMap.at("/data/deployment-tracker.json").asString()))
                .isEqualTo(JsonMapper.shared().readTree(Files.readString(DASHBOARD)));
    }

    private static void assertScrapesThePod(Rendered rendered) {
        JsonNode monitor = rendered.the("PodMonitor").path("spec");
        assertThat(monitor.at("/selector/matchLabels"))
                .isEqualTo(rendered.the("StatefulSet").at("/spec/selector/matchLabels"));
        assertThat(rendered.the("PodMonitor").at("/metadata/namespace"))
                .isEqualTo(rendered.the("StatefulSet").at("/metadata/namespace"));
        assertThat(monitor.path("podMetricsEndpoints")).hasSize(1);
        assertThat(monitor.at("/podMetricsEndpoints/0/port"))
                .isEqualTo(rendered.container().at("/ports/0/name"));
        assertThat(monitor.at("/podMetricsEndpoints/0/path").asString()).isEqualTo("/metrics");
    }
}
