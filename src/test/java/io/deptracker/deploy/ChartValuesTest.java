package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The effect of each of the chart's values. */
class ChartValuesTest {
    @Test
    void forNamespacesThereIsARoleInEachAndNoneForTheCluster() throws Exception {
        Rendered chart = Chart.render(Map.of("scope", Map.of("namespaces", List.of("shop", "bank"))));
        assertThat(chart.objects().keySet())
                .contains(
                        "Role shop/deployment-tracker:deployment-tracker",
                        "RoleBinding shop/deployment-tracker:deployment-tracker",
                        "Role bank/deployment-tracker:deployment-tracker",
                        "RoleBinding bank/deployment-tracker:deployment-tracker")
                .noneMatch(key -> key.startsWith("Cluster"));
        assertThat(chart.settings().kubernetes().tracked().namespaces()).containsExactly("shop", "bank");
        List<JsonNode> granted =
                Rendered.grantedInANamespace(Chart.render(Map.of()).the("ClusterRole"));
        for (String namespace : List.of("shop", "bank")) {
            ObjectNode role = chart.at("Role " + namespace + "/deployment-tracker:deployment-tracker");
            ObjectNode binding = chart.at("RoleBinding " + namespace + "/deployment-tracker:deployment-tracker");
            assertThat(role.path("rules").valueStream()).containsExactlyElementsOf(granted);
            assertThat(binding.at("/roleRef/kind").asString()).isEqualTo("Role");
            assertThat(binding.at("/subjects/0/namespace").asString()).isEqualTo("deployment-tracker");
        }
    }

    @Test
    void flagsAreReadByTheProgram() throws Exception {
        Settings settings = Chart.render(Map.of(
                        "scope", Map.of("excludeNamespaces", List.of("kube-*", "dev")),
                        "workers", 5,
                        "metricsPort", 9191))
                .settings();
        assertThat(settings.kubernetes().tracked().excludedNamespaces())
                .extracting(Object::toString)
                .containsExactly("kube-*", "dev");
        assertThat(settings.delivery().workers()).isEqualTo(5);
        assertThat(settings.ops().metricsPort()).isEqualTo(9191);
    }

    @Test
    void variablesAreThoseOfSettings() throws Exception {
        Rendered chart = Chart.render(Map.of(
                "baseUrl",
                "octo.ghe.com",
                "nameTemplate",
                "{{namespace}}/{{containerName}}",
                "scope",
                Map.of(
                        "podSelector",
                        "app=web,tier!=dev",
                        "imageInclude",
                        List.of("ghcr.io/octo/*", "quay.io/octo/*"),
                        "imageExclude",
                        List.of("*/test"),
                        "includeKinds",
                        List.of("Deployment", "*.argoproj.io"),
                        "excludeKinds",
                        List.of("Job.batch"),
                        "trackBarePods",
                        true),
                "confirmDecommission",
                true,
                "logLevel",
                "DEBUG",
                "logFormat",
                "text",
                "network",
                Map.of("proxy", "http://proxy:3128", "noProxy", "svc"),
                "env",
                List.of(Map.of("name", "PACE", "value", "1.5"))));
        assertThat(chart.environment().keySet())
                .isSubsetOf(Arrays.stream(Setting.values())
                        .flatMap(setting -> setting.variables().stream())
                        .toList());
        Settings settings = chart.settings();
        Settings.Tracked tracked = settings.kubernetes().tracked();
        assertThat(tracked.podSelector()).isEqualTo("app=web,tier!=dev");
        assertThat(List.of("ghcr.io/octo/a/b", "quay.io/octo/a", "ghcr.io/octo/a/test", "docker.io/nginx"))
                .filteredOn(tracked::takesImage)
                .containsExactly("ghcr.io/octo/a/b", "quay.io/octo/a");
        assertThat(tracked.kinds().includes("argoproj.io", "Rollout")).isTrue();
        assertThat(tracked.kinds().includes("batch", "Job")).isFalse();
        assertThat(tracked.barePods()).isTrue();
        assertThat(settings.kubernetes().confirmDecommission()).isTrue();
        assertThat(settings.github().baseUrl().toString()).contains("octo.ghe.com");
        assertThat(settings.delivery().pace()).isEqualTo(1.5);
        assertThat(settings.network().proxy())
                .hasValueSatisfying(proxy -> assertThat(proxy.toString()).contains("3128"));
    }

    @Test
    void aGitHubAppTakesTheTokensPlace() throws Exception {
        Rendered chart = Chart.render(Map.of(
                "credential",
                Map.of(
                        "secretName",
                        "app-key",
                        "githubApp",
                        Map.of("enabled", true, "id", "Iv1.abc", "installationId", "12345678"))));
        assertThat(chart.settings().github().credential())
                .isEqualTo(new Settings.GitHubCredential.App(
                        "Iv1.abc",
                        12_345_678,
                        new Settings.AppKey.File(Path.of("/var/run/secrets/deployment-tracker/private-key.pem"))));
        assertThat(chart.settings().remarks()).isEmpty();
        assertThat(chart.pod().at("/volumes/0/secret/secretName").asString()).isEqualTo("app-key");
    }

    @Test
    void aDryRunNeedsNoSecret() throws Exception {
        Rendered chart = Chart.render(Map.of("dryRun", true));
        assertThat(chart.settings().github().dryRun()).isTrue();
        assertThat(chart.pod().path("volumes").toString()).doesNotContain("secret");
        assertThat(mounts(chart)).containsExactly("outbox", "tmp");
    }

    @Test
    void extraCertificatesAreMountedWhereTheProgramLooks() throws Exception {
        for (String source : List.of("configMap", "secret")) {
            Rendered chart = Chart.render(Map.of(
                    "network", Map.of("caCertificates", Map.of(source + "Name", "company-ca", "key", "ca.pem"))));
            assertThat(chart.environment()).containsEntry("CA_CERT_FILE", "/etc/deployment-tracker/ca.crt");
            assertThat(mounts(chart)).containsExactly("outbox", "token", "tmp", "ca");
            JsonNode volume = chart.pod().at("/volumes/2/" + source);
            assertThat(volume.toString()).contains("company-ca");
            assertThat(volume.path("items").toString()).isEqualTo("[{\"key\":\"ca.pem\",\"path\":\"ca.crt\"}]");
        }
    }

    private static List<String> mounts(Rendered chart) {
        return chart.container()
                .path("volumeMounts")
                .valueStream()
                .map(mount -> mount.path("name").asString())
                .toList();
    }

    @Test
    void theVolumeIsMadeAsWantedOrIsThereAlready() throws Exception {
        JsonNode claim = Chart.render(Map.of(
                        "persistence",
                        Map.of("accessMode", "ReadWriteOncePod", "size", "5Gi", "storageClassName", "fast")))
                .the("StatefulSet")
                .at("/spec/volumeClaimTemplates/0/spec");
        assertThat(claim.at("/accessModes/0").asString()).isEqualTo("ReadWriteOncePod");
        assertThat(claim.at("/storageClassName").asString()).isEqualTo("fast");
        assertThat(claim.at("/resources/requests/storage").asString()).isEqualTo("5Gi");

        Rendered existing = Chart.render(Map.of("persistence", Map.of("existingClaim", "mine")));
        assertThat(existing.the("StatefulSet").at("/spec").propertyNames()).doesNotContain("volumeClaimTemplates");
        assertThat(existing.pod().path("volumes").toString())
                .contains("{\"name\":\"outbox\",\"persistentVolumeClaim\":{\"claimName\":\"mine\"}}");
    }

    @Test
    void itIsPlacedAndMarkedAsWanted() throws Exception {
        Map<String, Object> pod = Map.of(
                "nodeSelector", Map.of("disk", "ssd"),
                "tolerations", List.of(Map.of("key", "infra", "operator", "Exists")),
                "affinity", Map.of("nodeAffinity", Map.of()),
                "topologySpreadConstraints",
                        List.of(Map.of("maxSkew", 1, "topologyKey", "zone", "whenUnsatisfiable", "ScheduleAnyway")),
                "priorityClassName", "high",
                "imagePullSecrets", List.of(Map.of("name", "pull")));
        Rendered chart = Chart.render(pod);
        pod.forEach(
                (field, value) -> assertThat(chart.pod().path(field)).as(field).isEqualTo(node(value)));

        Rendered marked = Chart.render(Map.of(
                "podAnnotations", Map.of("a", "1"),
                "podLabels", Map.of("team", "infra"),
                "serviceAccount", Map.of("annotations", Map.of("iam", "role"))));
        JsonNode template = marked.the("StatefulSet").at("/spec/template/metadata");
        assertThat(template.at("/annotations/a").asString()).isEqualTo("1");
        assertThat(template.at("/labels/team").asString()).isEqualTo("infra");
        assertThat(marked.the("ServiceAccount").at("/metadata/annotations/iam").asString())
                .isEqualTo("role");
    }

    private static JsonNode node(Object value) {
        return Rendered.YAML.unmarshal(Rendered.YAML.asJson(value), JsonNode.class);
    }

    @Test
    void whatIsThereAlreadyIsNotMade() throws Exception {
        Rendered chart = Chart.render(
                Map.of("rbac", Map.of("create", false), "serviceAccount", Map.of("create", false, "name", "mine")));
        assertThat(chart.kinds()).containsExactly("Service", "StatefulSet");
        assertThat(chart.pod().path("serviceAccountName").asString()).isEqualTo("mine");
    }

    @Test
    void aBudgetLetsNodesBeDrained() throws Exception {
        Rendered chart = Chart.render(Map.of("podDisruptionBudget", Map.of("enabled", true)));
        JsonNode budget = chart.the("PodDisruptionBudget").path("spec");
        assertThat(budget.path("maxUnavailable").asInt()).isEqualTo(1);
        assertThat(budget.at("/selector/matchLabels"))
                .isEqualTo(chart.the("StatefulSet").at("/spec/selector/matchLabels"));
    }

    @Test
    void theNetworkIsOpenForDnsTheClusterAndGitHubAlone() throws Exception {
        Rendered chart = Chart.render(Map.of(
                "networkPolicy",
                Map.of(
                        "enabled", true,
                        "apiServerCidrs", List.of("10.0.0.1/32"),
                        "metricsFrom", List.of(Map.of("namespaceSelector", Map.of())))));
        JsonNode policy = chart.the("NetworkPolicy").path("spec");
        assertThat(policy.at("/podSelector/matchLabels"))
                .isEqualTo(chart.the("StatefulSet").at("/spec/selector/matchLabels"));
        assertThat(policy.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.path("ingress"))
                .isEqualTo(node(List.of(Map.of(
                        "ports", List.of(Map.of("protocol", "TCP", "port", "metrics")),
                        "from", List.of(Map.of("namespaceSelector", Map.of()))))));
        assertThat(policy.path("egress"))
                .isEqualTo(node(List.of(
                        Map.of(
                                "ports",
                                List.of(
                                        Map.of("protocol", "UDP", "port", 53),
                                        Map.of("protocol", "TCP", "port", 53),
                                        Map.of("protocol", "UDP", "port", 5353),
                                        Map.of("protocol", "TCP", "port", 5353))),
                        Map.of(
                                "ports",
                                Stream.of(443, 6443, 8443, 16_443)
                                        .map(port -> Map.of("protocol", "TCP", "port", port))
                                        .toList(),
                                "to",
                                List.of(Map.of("ipBlock", Map.of("cidr", "10.0.0.1/32")))),
                        Map.of("ports", List.of(Map.of("protocol", "TCP", "port", 443))))));
    }
}
