package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every metric that the alerts and the dashboard query is in a scrape of the program. */
class QueriesTest {
    private static final Path RULES = Path.of("deploy/monitoring/rules.yaml");
    private static final Path DASHBOARD = Path.of("deploy/monitoring/dashboard.json");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final Set<String> FUNCTIONS = Set.of(
            "absent_over_time",
            "and",
            "changes",
            "delta",
            "group",
            "histogram_quantile",
            "increase",
            "last_over_time",
            "max",
            "min",
            "or",
            "rate",
            "sum",
            "unless");

    /**
     * The labels that Prometheus adds to each sample, as a PodMonitor or the usual scrape of annotated pods configures
     * it.
     */
    private static final Set<String> OF_THE_SCRAPE = Set.of(
            "instance",
            "job",
            "pod",
            "container",
            "endpoint",
            "node",
            "controller_revision_hash",
            "helm_sh_chart",
            "app_kubernetes_io_version");

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(?!end\\b)([a-z_]+)\\s*}}");

    private OperatorFixture operatorFixture;
    private Samples samples;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        operatorFixture = new OperatorFixture(folder);
        // Its samples begin with the first collection.
        System.gc();
        await().until(() -> !operatorFixture.samples().names("jvm_gc_pause").isEmpty());
        samples = operatorFixture.samples();
    }

    @AfterEach
    void close() {
        operatorFixture.close();
    }

    @Test
    void alertsAskForWhatIsThere() throws Exception {
        List<JsonNode> rules = YAML.unmarshal(Files.readString(RULES), JsonNode.class)
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
        assertThat(rules).isNotEmpty();
        for (JsonNode rule : rules) {
            Set<String> labels = assertIsThere(rule.path("expr").asString());
            assertThat(templated(rule.path("annotations").toString()))
                    .as(rule.toString())
                    .isSubsetOf(labels);
        }
    }

    @Test
    void panelsAskForWhatIsThere() throws Exception {
        JsonNode dashboard = dashboard();
        int queries = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                Set<String> labels = assertIsThere(target.path("expr").asString());
                assertThat(templated(target.path("legendFormat").asString()))
                        .as(target.toString())
                        .isSubsetOf(labels);
                queries++;
            }
        }
        assertThat(queries).isGreaterThan(20);
        for (JsonNode variable : dashboard.at("/templating/list")) {
            for (Query.Selector selector :
                    Query.parse(variable.path("definition").asString("")).selectors()) {
                assertThat(samples.names(selector.name())).contains(selector.name());
            }
        }
    }

    @Test
    void panelsHaveTheirOwnPlaces() throws Exception {
        var taken = new HashSet<List<Integer>>();
        var ids = new HashSet<Integer>();
        for (JsonNode panel : dashboard().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    var cell =
                            List.of(place.path("x").asInt() + x, place.path("y").asInt() + y);
                    assertThat(taken.add(cell))
                            .as("%s at %s", panel.path("title"), cell)
                            .isTrue();
                    assertThat(cell.getFirst()).isLessThan(24);
                }
            }
        }
    }

    private static JsonNode dashboard() throws Exception {
        return YAML.unmarshal(Files.readString(DASHBOARD), JsonNode.class);
    }

    /** Checks that its samples exist; returns their labels. */
    private Set<String> assertIsThere(String expression) {
        Query query = Query.parse(expression);
        assertThat(query.selectors()).as(expression).isNotEmpty();
        assertThat(FUNCTIONS).as(expression).containsAll(query.words());
        var labels = new TreeSet<>(OF_THE_SCRAPE);
        for (Query.Selector selector : query.selectors()) {
            List<String> found = samples.values().keySet().stream()
                    .filter(sample -> sample.equals(selector.name()) || sample.startsWith(selector.name() + "{"))
                    .toList();
            assertThat(found).as(selector.name()).isNotEmpty();
            for (Query.Label label : selector.labels()) {
                if (!OF_THE_SCRAPE.contains(label.name())) {
                    assertThat(label.values())
                            .allSatisfy(value -> assertThat(found)
                                    .anyMatch(sample -> sample.contains("%s=\"%s\"".formatted(label.name(), value))));
                }
            }
            labels.addAll(Samples.labels(found));
        }
        assertThat(labels).as(expression).containsAll(query.groupings());
        return labels;
    }

    private static Set<String> templated(String text) {
        var labels = new TreeSet<String>();
        TEMPLATE.matcher(text).results().forEach(match -> labels.add(match.group(1)));
        return labels;
    }
}
