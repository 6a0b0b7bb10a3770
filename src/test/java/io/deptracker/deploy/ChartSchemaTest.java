package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Implausible values are refused before anything is installed, and the message names them. */
class ChartSchemaTest {
    @ParameterizedTest
    @ValueSource(strings = {"org", "logicalEnvironment", "cluster"})
    void whatIsRequiredIsAskedFor(String value) {
        var values = new HashMap<>(Chart.REQUIRED);
        values.remove(value);
        assertThatThrownBy(() -> Chart.renderOnly(values, "r")).hasMessageContaining(value);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("orgg", Map.of("orgg", "octo")),
                Arguments.of("org", Map.of("org", "https://github.com/octo")),
                Arguments.of("cluster", Map.of("cluster", "a b")),
                Arguments.of("secretname", Map.of("credential", Map.of("secretname", "s"))),
                Arguments.of("token", Map.of("credential", Map.of("token", "ghp_abc"))),
                Arguments.of("id", Map.of("credential", Map.of("githubApp", Map.of("enabled", true)))),
                Arguments.of(
                        "installationId",
                        Map.of(
                                "credential",
                                Map.of("githubApp", Map.of("enabled", true, "id", "1", "installationId", "x")))),
                Arguments.of("accessMode", Map.of("persistence", Map.of("accessMode", "ReadWriteMany"))),
                Arguments.of("size", Map.of("persistence", Map.of("size", "1 GB"))),
                Arguments.of("namespaces", Map.of("scope", Map.of("namespaces", List.of("Shop_A")))),
                Arguments.of(
                        "scope",
                        Map.of("scope", Map.of("namespaces", List.of("a"), "excludeNamespaces", List.of("b")))),
                Arguments.of("workers", Map.of("workers", 101)),
                Arguments.of("logLevel", Map.of("logLevel", "TRACE")),
                Arguments.of("env", Map.of("env", List.of(Map.of("value", "x")))),
                Arguments.of(
                        "caCertificates",
                        Map.of("network", Map.of("caCertificates", Map.of("configMapName", "a", "secretName", "b")))),
                Arguments.of(
                        "settingsFile",
                        Map.of("settingsFile", Map.of("content", "deptracker {}", "configMapName", "mine"))),
                Arguments.of(
                        "monitoring",
                        Map.of(
                                "monitoring",
                                Map.of(
                                        "podMonitor", Map.of("enabled", true),
                                        "serviceMonitor", Map.of("enabled", true)))),
                // A value written as 1.0 or 1.10 arrives as a shorter number.
                Arguments.of("tag", Map.of("image", Map.of("tag", 1))),
                Arguments.of("repository", Map.of("image", Map.of("repository", "ghcr.io/octo/tracker:1.0"))),
                Arguments.of("podLabels", Map.of("podLabels", Map.of("team", "a b"))),
                Arguments.of("fullnameOverride", Map.of("fullnameOverride", "Tracker")),
                Arguments.of("interval", Map.of("monitoring", Map.of("podMonitor", Map.of("interval", "30")))),
                Arguments.of("metricsPort", Map.of("metricsPort", 0)),
                Arguments.of("digest", Map.of("image", Map.of("digest", "sha256:abc"))),
                Arguments.of("terminationGracePeriodSeconds", Map.of("terminationGracePeriodSeconds", 5)),
                Arguments.of("maxUnavailable", Map.of("podDisruptionBudget", Map.of("maxUnavailable", 2))),
                Arguments.of("githubCidrs", Map.of("networkPolicy", Map.of("githubCidrs", List.of("github.com")))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeMeantSoIsRefused(String named, Map<String, Object> values) {
        assertThatThrownBy(() -> Chart.render(values))
                .hasMessageContaining("values don't meet the specifications")
                .hasMessageContaining(named);
    }

    @Test
    void aParentChartsGlobalValuesAreNoFault() throws Exception {
        assertThat(Chart.render(Map.of("global", Map.of("region", "eu"))).kinds())
                .contains("StatefulSet");
    }
}
