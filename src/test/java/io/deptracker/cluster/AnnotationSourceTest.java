package io.deptracker.cluster;

import static io.deptracker.cluster.WebFixture.WEB;
import static io.deptracker.cluster.WebFixture.digests;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects whose annotations a record has, over the whole path. */
class AnnotationSourceTest {
    @TempDir
    private Path folder;

    @AutoClose
    private WebFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = WebFixture.open(folder);
    }

    /** A Deployment's annotations are copied to its ReplicaSets, which keep what is removed from it. */
    @Test
    void whatIsTakenBackFromADeploymentIsGoneAtOnce() throws Exception {
        Map<String, String> metadata = Map.of(
                "metadata.github.com/team", "blue",
                "metadata.github.com/runtime-risks", "internet-exposed",
                "deptracker.io/github-repository", "blue");
        Map<String, String> optOut = Map.of("deptracker.io/track", "false");
        fixture.deployment(1, metadata, metadata);
        fixture.put(fixture.web("web-1-a", 1, WEB + ":v1")
                .starts(2, digests(WEB + "@<a>"))
                .build());
        assertThat(fixture.accepted().getLast()).satisfies(record -> {
            assertThat(record.tags()).isEqualTo(Map.of("team", "blue"));
            assertThat(record.runtimeRisks()).containsExactly("internet-exposed");
            assertThat(record.githubRepository()).isEqualTo("blue");
        });
        fixture.deployment(1, Map.of(), metadata);
        fixture.settle();
        assertThat(fixture.accepted()).hasSize(2);
        assertThat(fixture.accepted().getLast()).satisfies(record -> {
            assertThat(record.tags()).isNullOrEmpty();
            assertThat(record.runtimeRisks()).isNullOrEmpty();
            assertThat(record.githubRepository()).isNull();
        });
        fixture.skipRecords();
        fixture.deployment(1, optOut, optOut);
        fixture.assertRecords("decommissioned ghcr.io/lab-org/web:v1 @a");
        fixture.deployment(1, Map.of(), optOut);
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.restart();
        fixture.assertRecords();
    }

    /** The ReplicaSet is the only source of annotations if its Deployment is unreadable. */
    @Test
    void aReplicaSetsAnnotationsCountIfItsControllerIsNotSeen() throws Exception {
        fixture.server().forbid("deployments");
        fixture.restart();
        fixture.deployment(1, Map.of(), Map.of("metadata.github.com/team", "blue"));
        fixture.put(fixture.web("web-1-a", 1, WEB + ":v1")
                .starts(2, digests(WEB + "@<a>"))
                .build());
        assertThat(fixture.accepted())
                .singleElement()
                .satisfies(record -> assertThat(record.tags()).isEqualTo(Map.of("team", "blue")));
    }
}
