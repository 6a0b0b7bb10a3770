package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The workflows: each job has the least rights, and each action is the one that was reviewed. */
class WorkflowsTest {
    private static final Path FOLDER = Path.of(".github/workflows");
    private static final Pattern PINNED = Pattern.compile(
            "(?:- )?uses: (?<action>[\\w.-]+/[\\w./-]+)@(?<commit>[0-9a-f]{40}) # (?<version>v\\d+\\.\\d+\\.\\d+)");
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
    void eachJobHasTheRightsThatItNeedsAndNoOthers() throws Exception {
        Map<String, String> rights = new TreeMap<>();
        for (var workflow : workflows().entrySet()) {
            assertThat(workflow.getValue().path("permissions").toString()).isEqualTo("{}");
            workflow.getValue()
                    .path("jobs")
                    .properties()
                    .forEach(job -> rights.put(
                            workflow.getKey() + " " + job.getKey(),
                            job.getValue().path("permissions").toString()));
        }
        String read = "{\"contents\":\"read\"}";
        assertThat(rights)
                .isEqualTo(Map.of(
                        "build.yml test", read,
                        "build.yml cluster", read,
                        "build.yml image", read,
                        "release.yml test", read,
                        "release.yml image", read,
                        "release.yml publish",
                                "{\"packages\":\"write\",\"id-token\":\"write\",\"attestations\":\"write\"}",
                        "release.yml release", "{\"contents\":\"write\"}"));
    }

    /** A compromised dependency or test runs where nothing can be published. */
    @Test
    void aJobThatMayWriteRunsNothingOfTheRepository() throws Exception {
        for (JsonNode workflow : workflows().values()) {
            for (JsonNode job : workflow.path("jobs")) {
                if (job.path("permissions").toString().contains("write")) {
                    assertThat(job.path("steps").valueStream())
                            .allSatisfy(step -> assertThat(step.path("uses").asString("actions/"))
                                    .startsWith("actions/")
                                    .doesNotStartWith("actions/checkout"))
                            .allSatisfy(step -> assertThat(step.path("run").asString(""))
                                    .doesNotContain("mvn", ".ci/", "docker build ", "docker run"));
                    assertThat(job.path("needs").toString()).contains("test");
                }
            }
        }
    }

    @Test
    void everyArchitectureIsBuiltAndStartedOnAMachineOfItsOwnKind() throws Exception {
        assertThat(workflows()).allSatisfy((name, workflow) -> {
            JsonNode image = workflow.at("/jobs/image");
            assertThat(image.path("runs-on").asString()).isEqualTo("${{ matrix.runner }}");
            assertThat(image.at("/strategy/matrix").toString()).contains("\"ubuntu-24.04\"", "\"ubuntu-24.04-arm\"");
            assertThat(image.path("steps")
                            .valueStream()
                            .map(step -> step.path("run").asString("")))
                    .anyMatch(run -> run.contains("docker run"));
            String text = workflow.toString();
            assertThat(text).doesNotContainIgnoringCase("qemu").doesNotContain("platforms");
        });
    }

    @Test
    void everyActionIsPinnedByItsCommitAndNamesItsVersion() throws Exception {
        var commits = new TreeMap<String, String>();
        for (String workflow : workflows().keySet()) {
            List<String> uses = Files.readAllLines(FOLDER.resolve(workflow)).stream()
                    .map(String::strip)
                    .filter(line -> line.contains("uses:"))
                    .toList();
            assertThat(uses).isNotEmpty();
            for (String line : uses) {
                Matcher pinned = PINNED.matcher(line);
                assertThat(pinned.matches()).as(line).isTrue();
                String commit = pinned.group("commit") + " " + pinned.group("version");
                assertThat(commits.merge(pinned.group("action"), commit, (one, _) -> one))
                        .as("one version of an action: " + line)
                        .isEqualTo(commit);
            }
        }
    }

    @Test
    void noTextFromOutsideIsRunAndNoCredentialIsKept() throws Exception {
        for (JsonNode workflow : workflows().values()) {
            for (JsonNode step : steps(workflow)) {
                assertThat(step.path("run").asString("")).doesNotContainPattern(FROM_OUTSIDE);
                if (step.path("uses").asString("").startsWith("actions/checkout@")) {
                    assertThat(step.at("/with/persist-credentials").asBoolean(true))
                            .isFalse();
                }
            }
        }
    }
}
