package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The alerts: each fires, each resolves, and one Prometheus can distinguish many clusters. */
class AlertsTest {
    private static final Path FOLDER = Path.of("deploy/monitoring");
    private static final Path TESTS = FOLDER.resolve("rules.test.yaml");
    private static final String QUIET = "a quiet tracker raises no alert";

    /** A label that no rule mentions, such as the external label of a Prometheus. */
    private static final String EXTERNAL = "tenant";

    private static final Pattern INSTANCE = Pattern.compile("instance=\"([^\"]+)\"");

    @Test
    void alertsComeWhenTheyShouldAndOnlyThen() throws Exception {
        assertPasses(TESTS);
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndThenResolves() throws Exception {
        Set<String> resolved = new TreeSet<>();
        for (JsonNode test : tests()) {
            Set<String> firing = new TreeSet<>();
            for (JsonNode step : test.path("alert_rule_test")) {
                String alert = step.path("alertname").asString();
                if (!step.path("exp_alerts").isEmpty()) {
                    firing.add(alert);
                } else if (firing.contains(alert)) {
                    resolved.add(alert);
                }
            }
        }
        assertThat(resolved).isEqualTo(alerts());
    }

    /** In each case, a healthy instance with the same address and job runs in another cluster. */
    @Test
    void ofTwoClustersInOnePrometheusOnlyTheOneInTroubleAlarms(@TempDir Path scratch) throws Exception {
        var both = (ObjectNode) Rendered.yaml(TESTS);
        both.putArray("rule_files")
                .add(FOLDER.resolve("rules.yaml").toAbsolutePath().toString());
        ArrayNode cases = both.putArray("tests");
        Set<String> shown = new TreeSet<>();
        List<ObjectNode> quiet = series(tests().getFirst());
        for (ObjectNode test : tests()) {
            Set<String> instances = series(test).stream()
                    .flatMap(series ->
                            INSTANCE.matcher(series.path("series").asString()).results())
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (instances.isEmpty()) {
                continue;
            }
            series(test).forEach(series -> label(series, "bad"));
            for (String instance : instances) {
                for (ObjectNode good : quiet) {
                    ObjectNode copy = good.deepCopy();
                    copy.put(
                            "series",
                            INSTANCE.matcher(copy.path("series").asString())
                                    .replaceAll("instance=\"" + instance + "\""));
                    label(copy, "good");
                    ((ArrayNode) test.path("input_series")).add(copy);
                }
            }
            for (JsonNode step : test.path("alert_rule_test")) {
                var expected = ((ObjectNode) step).withArray("exp_alerts");
                // The absence of all instances cannot be tested: the healthy one exists.
                expected.removeIf(alert -> alert.path("exp_labels").size() == 1);
                for (JsonNode alert : expected) {
                    ((ObjectNode) alert.path("exp_labels")).put(EXTERNAL, "bad");
                    shown.add(step.path("alertname").asString());
                }
            }
            cases.add(test);
        }
        Path file = Files.writeString(scratch.resolve("two-clusters.json"), both.toString());

        assertPasses(file);
        assertThat(shown).isEqualTo(alerts());
    }

    private static void label(ObjectNode series, String tenant) {
        String name = series.path("series").asString();
        series.put("series", name.replaceFirst("\\{", "{%s=\"%s\",".formatted(EXTERNAL, tenant)));
    }

    private static List<ObjectNode> series(JsonNode test) {
        return test.path("input_series")
                .valueStream()
                .map(ObjectNode.class::cast)
                .toList();
    }

    /** Returns the cases; the first is a healthy tracker. */
    private static List<ObjectNode> tests() throws Exception {
        List<ObjectNode> tests = new ArrayList<>();
        for (JsonNode test : Rendered.yaml(TESTS).path("tests")) {
            tests.add((ObjectNode) test);
        }
        assertThat(tests.getFirst().path("name").asString()).isEqualTo(QUIET);
        return tests;
    }

    private static Set<String> alerts() throws Exception {
        return Rendered.yaml(FOLDER.resolve("rules.yaml"))
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(rule -> rule.path("alert").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertPasses(Path tests) throws Exception {
        Tool.Run run = new Tool("promtool").run("test", "rules", tests.toString());
        assertThat(run.exitCode()).as(run.output()).isZero();
    }
}
