package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.cluster.WorkloadView.Member;
import io.deptracker.config.Settings;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.NameTemplate;
import io.deptracker.record.RepositoryRules;
import io.deptracker.record.RepositoryRules.Rule;
import io.deptracker.record.Workload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The repository that a record names: the annotation nearest to the pod, else the rules, else none. */
class RepositoryNameTest {
    private static final String ANNOTATION = "deptracker.io/github-repository";
    private static final Workload WEB = new Workload("shop", "apps", "Deployment", "web");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Selection selection = new Selection(
            new Settings.Naming(
                    new Environment("production", "", "blue"),
                    NameTemplate.parse("{{namespace}}/{{deploymentName}}/{{containerName}}"),
                    new RepositoryRules(List.of(
                            Rule.ofPrefix("ghcr.io/acme/web", "web"),
                            new Rule(Pattern.compile("ghcr\\.io/(.*)"), "$1")))),
            DefaultTracking.EVERYTHING,
            new SkippedContainers(registry));

    @Test
    void aRuleNamesItByTheImage() {
        assertThat(repository("ghcr.io/acme/web-shop:v1", List.of())).isEqualTo("web");
        assertThat(repository("ghcr.io/tools:v1", List.of())).isEqualTo("tools");
        assertThat(repository("nginx:1", List.of())).isNull();
        assertThat(bad()).isZero();
    }

    @Test
    void theAnnotationNearestToThePodOverrulesTheRules() {
        assertThat(repository("ghcr.io/acme/web:v1", List.of(Map.of(), Map.of(ANNOTATION, "far"))))
                .isEqualTo("far");
        assertThat(repository("ghcr.io/acme/web:v1", List.of(Map.of(ANNOTATION, "near"), Map.of(ANNOTATION, "far"))))
                .isEqualTo("near");
        assertThat(repository("nginx:1", List.of(Map.of(ANNOTATION, "near")))).isEqualTo("near");
    }

    @Test
    void aNameThatNoRepositoryHasIsLeftOutAndSaidOnce() {
        assertThat(repository("nginx:1", List.of(Map.of(ANNOTATION, "acme/web"))))
                .isNull();
        assertThat(repository("nginx:1", List.of(Map.of(ANNOTATION, "acme/web"))))
                .isNull();
        assertThat(bad()).isOne();

        // The rules apply only without an annotation.
        assertThat(repository("ghcr.io/acme/web:v1", List.of(Map.of(ANNOTATION, ""))))
                .isNull();
        assertThat(bad()).isEqualTo(2);
        // By a rule.
        assertThat(repository("ghcr.io/acme/api:v1", List.of())).isNull();
        assertThat(bad()).isEqualTo(3);
    }

    private @Nullable String repository(String image, List<Map<String, String>> levels) {
        var pod = new PodState(
                "shop",
                "web-1",
                null,
                null,
                "2026-03-02T09:00:00Z",
                Phase.RUNNING,
                List.of(new Container("main", image, new Digest("sha256:%064x".formatted(1)))),
                Map.of());
        var view = new WorkloadView(WEB, true, false, List.of(new Member(pod, 1, levels)));
        return selection.desired(view).records().getFirst().metadata().githubRepository();
    }

    private double bad() {
        return registry.get("deptracker_containers_skipped")
                .tag("reason", "bad_repository")
                .counter()
                .count();
    }
}
