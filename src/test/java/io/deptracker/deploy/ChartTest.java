package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The chart as a whole: it renders the objects of deploy/manifest.yaml and is valid. */
class ChartTest {
    private static final Pattern PROJECT_VERSION =
            Pattern.compile("<artifactId>deployment-tracker</artifactId>\\s*<version>([^<]+)</version>");

    /** The labels that a chart adds to every object. */
    private static final List<String> ADDED_LABELS = List.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/version",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart");

    /** Several releases of one name have roles of their own, so the namespace is part of their names. */
    private static final String ROLE = "deployment-tracker:deployment-tracker";

    /**
     * In addition to those, the one difference is the namespace itself, which `helm install --create-namespace` makes.
     */
    @Test
    void withItsDefaultsItComesToTheManifestsObjects() throws Exception {
        Rendered chart = Chart.render(Map.of("image", Map.of("tag", "latest")));
        Rendered manifest = Rendered.read(Path.of("deploy/manifest.yaml"));
        assertThat(chart.map(ChartTest::withoutAddedLabels).text().replace(ROLE, "deployment-tracker"))
                .isEqualTo(manifest.without("Namespace").text());
    }

    private static ObjectNode withoutAddedLabels(ObjectNode object) {
        if (object.at("/metadata/labels") instanceof ObjectNode labels) {
            assertThat(labels.propertyNames()).containsAll(ADDED_LABELS);
            labels.remove(ADDED_LABELS);
        }
        return object;
    }

    @Test
    void theyAreLabelledAsOfThisRelease() throws Exception {
        JsonNode labels =
                Chart.renderOnly(Chart.REQUIRED, "prod").the("Service").at("/metadata/labels");
        assertThat(labels.path("app").asString()).isEqualTo("prod-deployment-tracker");
        assertThat(labels.path("app.kubernetes.io/instance").asString()).isEqualTo("prod");
        assertThat(labels.path("helm.sh/chart").asString()).isEqualTo("deployment-tracker-" + projectVersion());
    }

    @Test
    void twoReleasesHaveNothingInCommon() throws Exception {
        Rendered one = Chart.renderOnly(Chart.REQUIRED, "one");
        Rendered two = Chart.renderOnly(Chart.REQUIRED, "two");
        assertThat(one.objects()).doesNotContainKeys(two.objects().keySet().toArray(String[]::new));
        assertThat(one.the("Service").at("/spec/selector"))
                .isNotEqualTo(two.the("Service").at("/spec/selector"));
        assertThat(one.the("StatefulSet").at("/spec/selector/matchLabels"))
                .isEqualTo(one.the("StatefulSet").at("/spec/template/metadata/labels"));
    }

    @Test
    void helmHasNothingToSayAgainstIt(@TempDir Path scratch) throws Exception {
        var lint = Chart.lint(scratch);
        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
        // About the missing icon.
        assertThat(lint.getMessages()).allMatch(message -> message.startsWith("[INFO]"));
    }

    @Test
    void whoInstallsItIsToldWhichSecretIsMissing() throws Exception {
        assertThat(Chart.notes(Map.of()))
                .contains("watches all namespaces for the organization my-org")
                .contains(
                        "kubectl --namespace infra create secret generic tracker-deployment-tracker --from-file=token=")
                .contains("kubectl --namespace infra port-forward tracker-deployment-tracker-0 9090");
        var app = Map.of("enabled", true, "id", "1", "installationId", "2", "privateKeyKey", "app.pem");
        assertThat(Chart.notes(Map.of("credential", Map.of("secretName", "key", "githubApp", app))))
                .contains("create secret generic key --from-file=app.pem=")
                .doesNotContain("token");
        assertThat(Chart.notes(Map.of("dryRun", true))).contains("dry run").doesNotContain("create secret");
    }

    @Test
    void itsVersionsAreTheProjects() throws Exception {
        JsonNode chart = Rendered.yaml(Chart.FOLDER.resolve("Chart.yaml"));
        assertThat(chart.path("version").asString()).isEqualTo(projectVersion());
        assertThat(chart.path("appVersion").asString()).isEqualTo(projectVersion());
        assertThat(Chart.render(Map.of()).container().path("image").asString())
                .isEqualTo("deployment-tracker:" + projectVersion());
    }

    private static String projectVersion() throws Exception {
        Matcher version = PROJECT_VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void everyValueStandsInTheSchemaAndTheOtherWayRound() throws Exception {
        JsonNode schema = Rendered.yaml(Chart.FOLDER.resolve("values.schema.json"));
        var described = new TreeMap<String, Boolean>();
        describe(schema, "", described);
        described.remove(".global");
        var there = new TreeMap<String, Boolean>();
        describe(Rendered.yaml(Chart.FOLDER.resolve("values.yaml")), schema, "", there);
        assertThat(there.keySet()).containsExactlyElementsOf(described.keySet());
    }

    private static void describe(JsonNode schema, String path, Map<String, Boolean> into) {
        into.put(path, true);
        schema.path("properties")
                .properties()
                .forEach(property -> describe(property.getValue(), path + "." + property.getKey(), into));
    }

    /** Descends as deep as the schema does: labels, resources and similar objects are free. */
    private static void describe(JsonNode values, JsonNode schema, String path, Map<String, Boolean> into) {
        into.put(path, true);
        JsonNode known = schema.path("properties");
        if (known.isObject()) {
            values.properties().forEach(value -> {
                String below = path + "." + value.getKey();
                describe(value.getValue(), known.path(value.getKey()), below, into);
            });
        }
    }
}
