package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The records that GitHub receives for each kind of workload in each possible story, over the whole path, in addition
 * to the recordings of a real API server. A Rollout owns ReplicaSets and a CloneSet pods; neither is readable.
 */
class WorkloadLifecycleTest {
    @TempDir
    static Path folder;

    private static ApiServerStandIn server;
    private static GitHubStandIn github;
    private static EndToEndFixture path;
    private static int scenes;

    @BeforeAll
    static void open() throws Exception {
        server = new ApiServerStandIn();
        github = GitHubStandIn.start();
        path = EndToEndFixture.open(folder, server, github, Map.of());
    }

    @AfterAll
    static void close() {
        path.close();
        server.close();
        github.close();
    }

    static Stream<Arguments> stories() {
        return Stream.concat(RunningStories.all(), EndStories.all());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("stories")
    void isTold(String kind, String name, Consumer<WorkloadScenario> play) {
        play.accept(new WorkloadScenario(kind, "s" + ++scenes, server, github, path));
        assertThat(github.violations()).as(name).isEmpty();
    }
}
