package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.Manifest;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of the Prometheus operator, with the fields of its API that this project uses. The API server would drop
 * a field that the operator does not know.
 */
final class OperatorObject {
    private static final String API = "monitoring.coreos.com/v1";

    private static final Map<String, Class<?>> TYPES = Map.of(
            "PodMonitor", PodMonitor.class,
            "ServiceMonitor", ServiceMonitor.class,
            "PrometheusRule", PrometheusRule.class);

    record PodMonitor(String apiVersion, String kind, ObjectMeta metadata, PodMonitorSpec spec) {}

    record PodMonitorSpec(LabelSelector selector, List<Endpoint> podMetricsEndpoints) {}

    record ServiceMonitor(String apiVersion, String kind, ObjectMeta metadata, ServiceMonitorSpec spec) {}

    record ServiceMonitorSpec(LabelSelector selector, List<Endpoint> endpoints) {}

    record Endpoint(String port, String path, String interval) {}

    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, PrometheusRuleSpec spec) {}

    /** promtool checks the groups. */
    record PrometheusRuleSpec(JsonNode groups) {}

    private OperatorObject() {}

    /** Checks that an object has no other field. */
    static void check(ObjectNode object) {
        assertThat(object.path("apiVersion").asString()).isEqualTo(API);
        Class<?> type = TYPES.get(object.path("kind").asString());
        if (type == null) {
            throw new AssertionError("no fields are known of " + object);
        }
        Manifest.strict(object, type);
    }
}
