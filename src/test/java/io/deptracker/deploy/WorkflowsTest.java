package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What GitHub runs for this repository may do as little as it needs, and only what somebody chose. */
class WorkflowsTest {
    private static final Path FOLDER = Path.of(".github/workflows");
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@(v\\d+|[0-9a-f]{40})");
    private static final Pattern FROM_OUTSIDE = Pattern.compile("\\$\\{\\{\\s*github\\.(event|head_ref)");

    private static Map<String, JsonNode> workflows() throws Exception {
        var workflows = new TreeMap<String, JsonNode>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                workflows.put(file.getFileName().toString(), Rendered.yaml(file));
            }
        }
        return workflows;
    }

    private static List<JsonNode> steps(JsonNode workflow) {
        return workflow.path("jobs")
                .valueStream()
                .flatMap(job -> job.path("steps").valueStream())
                .toList();
    }

    @Test
    void bothAreThereAndRunTheTests() throws Exception {
        assertThat(workflows()).containsOnlyKeys("build.yml", "release.yml");
        assertThat(workflows().values())
                .allSatisfy(workflow -> assertThat(steps(workflow))
                        .anyMatch(step -> step.path("run").asString("").equals(".ci/run")));
        assertThat(Path.of(".ci/run")).isExecutable();
    }

    @Test
    void everyChangeIsTriedOnARealCluster() throws Exception {
        JsonNode job = Objects.requireNonNull(workflows().get("build.yml")).at("/jobs/cluster");
        assertThat(job.at("/env/DEPTRACKER_E2E_KUBECONFIG").asString()).isNotEmpty();
        List<String> runs = job.path("steps")
                .valueStream()
                .map(step -> step.path("run").asString(""))
                .toList();
        assertThat(runs).anyMatch(run -> run.contains("kind create cluster"));
        assertThat(runs).anyMatch(run -> run.contains("-Dit.test=RealClusterIT"));
        assertThat(job.has("if")).as("it is required").isFalse();
        assertThat(job.has("continue-on-error")).as("it is required").isFalse();
    }

    @Test
    void theyMayReadAndNoMoreUnlessAJobSaysSo() throws Exception {
        for (JsonNode workflow : workflows().values()) {
            assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        }
        assertThat(workflows().values().stream()
                        .flatMap(workflow -> workflow.path("jobs").valueStream())
                        .filter(job -> job.has("permissions"))
                        .map(job -> job.path("permissions").toString()))
                .containsExactly(
                        "{\"contents\":\"write\",\"packages\":\"write\",\"id-token\":\"write\",\"attestations\":\"write\"}");
    }

    @Test
    void everyActionIsPinnedAndNoTextFromOutsideIsRun() throws Exception {
        for (JsonNode workflow : workflows().values()) {
            for (JsonNode step : steps(workflow)) {
                if (step.has("uses")) {
                    assertThat(step.path("uses").asString()).matches(PINNED);
                }
                assertThat(step.path("run").asString("")).doesNotContainPattern(FROM_OUTSIDE);
                if (step.path("uses").asString("").startsWith("actions/checkout@")) {
                    assertThat(step.at("/with/persist-credentials").asBoolean(true))
                            .isFalse();
                }
            }
        }
    }
}
