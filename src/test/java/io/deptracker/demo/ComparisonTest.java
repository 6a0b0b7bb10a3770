package io.deptracker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.github.ReceivedRecord;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final String NAME = "shop/web/web";
    private static final RunningImage V1 = new RunningImage("ghcr.io/acme/web:v1", "sha256:1");

    @Test
    void theSameWhereGitHubShowsWhatRuns() {
        DemoComparison demoComparison =
                DemoComparison.of(Map.of(NAME, V1), Map.of(NAME, shown("deployed", "v1", "sha256:1")));
        assertThat(demoComparison.same()).isTrue();
        assertThat(demoComparison.lines()).hasSize(1);
    }

    @Test
    void theSameWhereGitHubKnowsThatNothingRuns() {
        assertThat(DemoComparison.of(Map.of(), Map.of(NAME, shown("decommissioned", "v1", "sha256:1")))
                        .same())
                .isTrue();
    }

    @Test
    void differsWhereGitHubWasNotTold() {
        assertThat(DemoComparison.of(Map.of(NAME, V1), Map.of()).differences()).containsExactly(NAME);
        assertThat(DemoComparison.of(Map.of(), Map.of(NAME, shown("deployed", "v1", "sha256:1")))
                        .same())
                .isFalse();
    }

    @Test
    void differsWhereGitHubShowsSomethingElse() {
        assertThat(DemoComparison.of(Map.of(NAME, V1), Map.of(NAME, shown("decommissioned", "v1", "sha256:1")))
                        .same())
                .isFalse();
        assertThat(DemoComparison.of(Map.of(NAME, V1), Map.of(NAME, shown("deployed", "v1", "sha256:2")))
                        .same())
                .isFalse();
        assertThat(DemoComparison.of(Map.of(NAME, V1), Map.of(NAME, shown("deployed", "v2", "sha256:1")))
                        .same())
                .isFalse();
    }

    private static ReceivedRecord shown(String status, String version, String digest) {
        return new ReceivedRecord(
                "production", "", "demo", NAME, "ghcr.io/acme/web", digest, version, status, Map.of(), Set.of(), null);
    }
}
