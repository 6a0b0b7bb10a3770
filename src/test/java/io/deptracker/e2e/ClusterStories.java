package io.deptracker.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records that GitHub receives in the lives of workloads, posted by the packaged program. */
abstract class ClusterStories {
    private static final String FIRST = "registry.k8s.io/pause:3.9";
    private static final String SECOND = "registry.k8s.io/pause:3.10";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final GitHubStandIn github = GitHubStandIn.start();
    private TestCluster cluster;
    private TrackerProcess tracker;

    /** Opens a namespace of its own for each story; skips the story if there is no cluster. */
    abstract TestCluster open();

    @BeforeEach
    void start() throws Exception {
        cluster = open();
        tracker = TrackerProcess.start(
                        folder,
                        cluster.kubeconfig(folder),
                        Map.of("BASE_URL", github.baseUrl().toString()),
                        "-namespace",
                        cluster.namespace())
                .awaitReady();
    }

    @AfterEach
    void close() {
        // If the start failed, not everything exists.
        @Nullable TestCluster opened = cluster;
        @Nullable TrackerProcess running = tracker;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            try {
                if (opened != null) {
                    opened.close();
                }
            } finally {
                github.close();
            }
        }
    }

    /** A cluster with nothing but what a new one has: no object of most kinds. */
    @Test
    void aNewClusterIsWatchedWholeAndHasNoRecord() throws Exception {
        assertThat(github.accepted()).isEmpty();
        assertThat(tracker.metric("deptracker_kinds_unreadable")).isZero();
        assertThat(tracker.page("/readyz").strip()).isEqualTo("ok");

        Path everywhere = Files.createDirectory(folder.resolve("everywhere"));
        try (var another = TrackerProcess.start(
                everywhere,
                cluster.kubeconfig(everywhere),
                Map.of("BASE_URL", github.baseUrl().toString()))) {
            another.awaitReady();
            assertThat(another.metric("deptracker_kinds_unreadable")).isZero();
            assertThat(another.page("/readyz").strip()).isEqualTo("ok");
            // It may have records of the other namespaces, for what a new cluster runs.
            assertThat(github.accepted())
                    .noneMatch(record -> record.deploymentName().startsWith(cluster.namespace() + "/"));
        }
    }

    @Test
    void aDeploymentIsRolledOutAndBackScaledToZeroAndDeleted() {
        cluster.deployment("web", FIRST);
        awaitRecords("web", "deployed 3.9");
        cluster.deployment("web", SECOND);
        awaitRecords("web", "deployed 3.9", "deployed 3.10");
        cluster.deployment("web", FIRST);
        awaitRecords("web", "deployed 3.9", "deployed 3.10", "deployed 3.9");
        cluster.scaleDeployment("web", 0);
        await().atMost(PATIENCE).until(() -> cluster.pods() == 0);
        // A workload that is scaled to zero still exists.
        cluster.delete("Deployment", "web");
        awaitRecords("web", "deployed 3.9", "deployed 3.10", "deployed 3.9", "decommissioned 3.9");
        assertThat(github.accepted().stream()
                        .map(record -> record.version() + " " + record.digest())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aDeploymentThatIsDeletedComesBackUnderItsName() {
        cluster.deployment("web", FIRST);
        awaitRecords("web", "deployed 3.9");
        cluster.delete("Deployment", "web");
        awaitRecords("web", "deployed 3.9", "decommissioned 3.9");
        cluster.deployment("web", FIRST);
        awaitRecords("web", "deployed 3.9", "decommissioned 3.9", "deployed 3.9");
    }

    @Test
    void aStatefulSetIsUpdatedAndDeleted() {
        cluster.statefulSet("db", FIRST);
        awaitRecords("db", "deployed 3.9");
        cluster.statefulSet("db", SECOND);
        awaitRecords("db", "deployed 3.9", "deployed 3.10");
        cluster.delete("StatefulSet", "db");
        awaitRecords("db", "deployed 3.9", "deployed 3.10", "decommissioned 3.10");
    }

    @Test
    void aDaemonSetIsUpdatedAndDeleted() {
        cluster.daemonSet("agent", FIRST);
        awaitRecords("agent", "deployed 3.9");
        cluster.daemonSet("agent", SECOND);
        awaitRecords("agent", "deployed 3.9", "deployed 3.10");
        cluster.delete("DaemonSet", "agent");
        awaitRecords("agent", "deployed 3.9", "deployed 3.10", "decommissioned 3.10");
    }

    @Test
    void aJobRunsAndIsDeleted() {
        cluster.job("import", FIRST);
        awaitRecords("import", "deployed 3.9");
        cluster.delete("Job", "import");
        awaitRecords("import", "deployed 3.9", "decommissioned 3.9");
    }

    @Test
    void theRunsOfACronJobAreOneDeployment() {
        cluster.cronJob("nightly", FIRST);
        cluster.runCronJob("nightly");
        awaitRecords("nightly", "deployed 3.9");
        cluster.runCronJob("nightly");
        await().atMost(PATIENCE).until(() -> cluster.pods() == 2);
        cluster.delete("CronJob", "nightly");
        awaitRecords("nightly", "deployed 3.9", "decommissioned 3.9");
    }

    /** Waits until GitHub has received exactly these records of this workload, and of no other. */
    private void awaitRecords(String workload, String... records) {
        String name = cluster.namespace() + "/" + workload + "/" + workload;
        List<String> expected =
                Stream.of(records).map(record -> name + " " + record).toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(github.accepted().stream()
                                .map(record ->
                                        record.deploymentName() + " " + record.status() + " " + record.version()))
                        .as("the tracker's log: %s", tracker.log())
                        .isEqualTo(expected));
    }
}
