package io.deptracker.cluster;

import static io.deptracker.cluster.WorkloadScenario.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of every kind, and unreasonable annotations, over the whole path. */
class OddPodsTest {
    private static final String TAG = "metadata.github.com/";
    private static final Box APP = box("app", "ghcr.io/lab-org/web:v1");

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private EndToEndFixture path;
    private WorkloadScenario workloadScenario;

    @BeforeEach
    void open() throws Exception {
        path = EndToEndFixture.open(folder, server, github, Map.of());
        workloadScenario = new WorkloadScenario("Deployment", "shop", server, github, path);
    }

    @AfterEach
    void close() {
        path.close();
        server.close();
        github.close();
    }

    @Test
    void debugContainersAreTheOnlyOnesNotRecorded() {
        workloadScenario
                .create()
                .revision(1)
                .running("a", 1, APP, init("setup", "ghcr.io/lab-org/setup:v1"), init("mesh", "istio/proxyv2:1.27"))
                .asWell("a", OddPodsTest::withSidecarAndDebugger)
                .expect(
                        "deployed app ghcr.io/lab-org/web:v1",
                        "deployed setup ghcr.io/lab-org/setup:v1",
                        "deployed mesh istio/proxyv2:1.27");
    }

    @Test
    void hostileAnnotationsLeaveTheRecordWhole() {
        String control = "a\u0000b\u001b[31m\r\nc";
        String widest = "\"'\\ü中🚀".repeat(14).strip();
        workloadScenario
                .create()
                .annotate(Map.of(
                        TAG + "control",
                        control,
                        TAG + "wide",
                        widest,
                        TAG + "huge",
                        "🚀".repeat(50_000),
                        TAG + "runtime-risks",
                        "x".repeat(100_000) + ",sensitive-data",
                        "deptracker.io/github-repository",
                        "no\nrepository\u001b[0m"))
                .revision(1)
                .running("a", 1, APP);
        List<ReceivedRecord> records = workloadScenario.news();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.tags()).isEqualTo(Map.of("control", control, "wide", widest));
            assertThat(record.runtimeRisks()).containsExactly("sensitive-data");
            assertThat(record.githubRepository()).isNull();
        });
        assertThat(github.violations()).isEmpty();
    }

    private static Box init(String name, String image) {
        return new Box(name, image, true, MiniCluster.digestOf(image));
    }

    private static Pod withSidecarAndDebugger(Pod pod) {
        pod.getSpec().getInitContainers().getLast().setRestartPolicy("Always");
        pod.getSpec()
                .setEphemeralContainers(List.of(new EphemeralContainerBuilder()
                        .withName("debugger")
                        .withImage("busybox:1")
                        .build()));
        pod.getStatus()
                .setEphemeralContainerStatuses(List.of(new ContainerStatusBuilder()
                        .withName("debugger")
                        .withImageID("busybox@" + MiniCluster.digestOf("busybox:1"))
                        .build()));
        return pod;
    }
}
