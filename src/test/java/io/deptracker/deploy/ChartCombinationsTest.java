package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Each feature of the chart alone, and all together, render objects that an API server accepts and settings that the
 * program accepts.
 */
class ChartCombinationsTest {
    private static final Map<String, Object> MARKED = Map.of(
            "commonLabels", Map.of("app", "other", "team", 42),
            "podLabels", Map.of("app", "other", "tier", "infra"),
            "podAnnotations", Map.of("revision", 123_456_789));

    static Stream<Map<String, Object>> alone() {
        var user = new HashMap<String, Object>();
        for (String field : List.of("runAsUser", "runAsGroup", "fsGroup")) {
            user.put(field, null);
        }
        return Stream.of(
                Map.of("image", Map.of("tag", 20_261_125)),
                Map.of(
                        "credential",
                        Map.of("githubApp", Map.of("enabled", true, "id", 123_456_789, "installationId", 12_345_678))),
                Map.of("podSecurityContext", user),
                Map.of("securityContext", Map.of("runAsNonRoot", true)),
                Map.of("settingsFile", Map.of("content", "deptracker.delivery.pace = 2\n")),
                Map.of("persistence", Map.of("enabled", false, "size", 1_073_741_824)),
                Map.of("podLabels", Map.of("app", "other")),
                MARKED,
                Map.of("env", List.of(Map.of("name", "ORG", "value", "other"), Map.of("name", "BURST", "value", 5))),
                Map.of("serviceAccount", Map.of("automountToken", true)),
                Map.of("automountServiceAccountToken", false),
                Map.of("networkPolicy", Map.of("enabled", true)),
                Map.of("monitoring", Map.of("serviceMonitor", Map.of("enabled", true))),
                Map.of("monitoring", Map.of("podMonitor", Map.of("enabled", true))),
                Map.of(
                        "monitoring",
                        Map.of(
                                "serviceMonitor", Map.of("enabled", true, "labels", Map.of("release", 1)),
                                "prometheusRule", Map.of("enabled", true),
                                "dashboard", Map.of("enabled", true))),
                Map.of("network", Map.of("caCertificates", Map.of("secretName", "ca"))),
                Map.of("podDisruptionBudget", Map.of("enabled", true)),
                Map.of(
                        "extraObjects",
                        List.of(
                                Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "a")),
                                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-b\n")));
    }

    @ParameterizedTest
    @MethodSource("alone")
    void eachAloneIsSound(Map<String, Object> values) throws Exception {
        Rendered chart = Chart.render(values);
        assertThat(chart.settings().remarks()).isEmpty();
        assertThat(chart.the("StatefulSet").at("/spec/template/metadata/labels/app"))
                .isEqualTo(chart.the("Service").at("/spec/selector/app"));
    }

    @Test
    void allTogetherAreSound() throws Exception {
        var all = new HashMap<String, Object>();
        alone().forEach(all::putAll);
        Rendered chart = Chart.render(all);
        assertThat(chart.settings().delivery().burst()).isEqualTo(5);
        assertThat(chart.environment()).containsEntry("ORG", "other");
        assertThat(chart.kinds())
                .contains(
                        "ConfigMap",
                        "NetworkPolicy",
                        "PodDisruptionBudget",
                        "PrometheusRule",
                        "ServiceMonitor",
                        "StatefulSet");
        assertThat(chart.pod().path("securityContext").propertyNames())
                .doesNotContain("runAsUser", "runAsGroup", "fsGroup")
                .contains("runAsNonRoot", "seccompProfile");
        assertThat(chart.pod().path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
        assertThat(chart.pod().path("volumes").toString())
                .contains("{\"name\":\"outbox\",\"emptyDir\":{\"sizeLimit\":\"1073741824\"}}");
        assertThat(chart.the("StatefulSet").at("/spec").propertyNames()).doesNotContain("volumeClaimTemplates");
        assertThat(chart.container().path("image").asString()).endsWith(":20261125");
        assertThat(chart.environment()).containsKey("CONFIG_FILE").containsEntry("GH_APP_ID", "123456789");
        assertThat(chart.the("StatefulSet")
                        .at("/spec/template/metadata/annotations/revision")
                        .asString())
                .isEqualTo("123456789");
        assertThat(chart.at("ConfigMap deployment-tracker/deployment-tracker-settings")
                        .at("/data/deployment-tracker.conf")
                        .asString())
                .isEqualTo("deptracker.delivery.pace = 2\n");
        assertThat(Chart.notes(all)).contains("WARNING: persistence is off");
    }

    @Test
    void releasesOfOneNameInTwoNamespacesHaveNothingInCommon() throws Exception {
        for (List<String> watched : List.of(List.<String>of(), List.of("shop"))) {
            var values = new HashMap<String, Object>(Chart.REQUIRED);
            values.put("scope", Map.of("namespaces", watched));
            Rendered one = Chart.renderIn("one", values, "tracker");
            Rendered two = Chart.renderIn("two", values, "tracker");
            assertThat(one.objects()).doesNotContainKeys(two.objects().keySet().toArray(String[]::new));
        }
    }

    @Test
    void theServiceMonitorSelectsTheServiceAndItsPort() throws Exception {
        var values = new HashMap<String, Object>(MARKED);
        values.put("monitoring", Map.of("serviceMonitor", Map.of("enabled", true)));
        Rendered chart = Chart.render(values);
        JsonNode monitor = chart.the("ServiceMonitor").path("spec");
        JsonNode service = chart.the("Service");
        assertThat(service.at("/metadata/labels").properties())
                .containsAll(monitor.at("/selector/matchLabels").properties());
        assertThat(monitor.path("endpoints")).hasSize(1);
        assertThat(monitor.at("/endpoints/0/port")).isEqualTo(service.at("/spec/ports/0/name"));
    }

    @Test
    void aFieldThatIsNotKnownWouldBeNoticed() {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostname: a\n";
        String monitor = """
                apiVersion: monitoring.coreos.com/v1
                kind: PodMonitor
                metadata:
                  name: a
                spec:
                  podMetricsEndpoints:
                    - port: metrics
                """;
        for (String sound : List.of(pod, monitor)) {
            assertThat(Rendered.parse(sound).objects()).hasSize(1);
            assertThatThrownBy(() ->
                            Rendered.parse(sound.replace("hostname", "hostName").replace("port:", "ports:")))
                    .hasMessageContaining("Unrecognized property");
        }
    }

    @Test
    void aKeyTwiceWouldBeNoticed() {
        String twice = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    app: a\n    app: b\n";
        assertThatThrownBy(() -> Rendered.parse(twice)).hasMessageContaining("duplicate key");
    }
}
