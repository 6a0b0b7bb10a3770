package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large cluster whose tracker was stopped for a while: after its start it posts only what changed, in few calls. */
class RestartVolumeIT {
    private static final int WORKLOADS = 2_000;
    private static final int DELETED = 300;
    private static final int UPDATED = 200;
    private static final int ADDED = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());

    @Test
    void aRestartTellsOnlyWhatChangedMeanwhileAndInFullBatches() throws Exception {
        for (int i = 0; i < WORKLOADS; i++) {
            deploy(i);
        }
        try (server;
                var github = GitHubStandIn.start()) {
            try (var tracker = start(github)) {
                github.awaitAccepted(WORKLOADS, PATIENCE);
                assertThat(tracker.terminate()).isZero();
            }
            assertThat(github.view()).hasSize(WORKLOADS);
            assertThat(github.calls()).hasSizeLessThanOrEqualTo(WORKLOADS / 100 + 2);

            github.forgetCalls();
            runThrough(github, WORKLOADS);
            assertThat(github.calls()).isEmpty();

            for (int i = 0; i < DELETED; i++) {
                cluster.deleteDeployment("shop", "web-" + i, Propagation.BACKGROUND);
            }
            for (int i = DELETED; i < DELETED + UPDATED; i++) {
                cluster.rollout("shop", "web-" + i, "app", image(i, "v2"));
            }
            for (int i = WORKLOADS; i < WORKLOADS + ADDED; i++) {
                deploy(i);
            }
            runThrough(github, WORKLOADS - DELETED + ADDED);

            assertThat(github.calls()).hasSizeLessThanOrEqualTo(8);
            assertThat(github.accepted()).hasSize(DELETED + UPDATED + ADDED);
            assertThat(github.accepted().stream()
                            .collect(Collectors.groupingBy(RestartVolumeIT::said, Collectors.counting())))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "decommissioned v1", (long) DELETED,
                            "deployed v2", (long) UPDATED,
                            "deployed v1", (long) ADDED));
            System.out.printf(
                    "restart with %d of %d workloads changed: %d records in %d calls%n",
                    DELETED + UPDATED + ADDED,
                    WORKLOADS,
                    github.accepted().size(),
                    github.calls().size());
        }
    }

    /** Starts the tracker, waits until it has compared and delivered everything, and stops it. */
    private void runThrough(GitHubStandIn github, int running) throws Exception {
        try (var tracker = start(github)) {
            tracker.awaitReady();
            // It logs this once everything was compared.
            await().atMost(PATIENCE)
                    .until(() -> tracker.log().lastIndexOf("\"watching the cluster\"")
                            > tracker.log().lastIndexOf("\"msg\":\"started\""));
            assertThat(tracker.metric("deptracker_events_processed_ok{event_type=\"CREATED\"}"))
                    .isEqualTo(running);
            assertThat(tracker.terminate()).isZero();
            assertThat(tracker.log()).containsPattern("\"stopped\".*\"owed\":0.*\\s*\\z");
        }
    }

    private TrackerProcess start(GitHubStandIn github) throws IOException {
        return TrackerProcess.start(
                folder,
                server.kubeconfig(folder),
                Map.of("BASE_URL", github.baseUrl().toString()));
    }

    private void deploy(int i) {
        cluster.deployment("shop", "web-" + i, 1, Map.of("app", image(i, "v1")));
    }

    private static String image(int i, String version) {
        return "ghcr.io/lab-org/web-" + i + ":" + version;
    }

    private static String said(ReceivedRecord record) {
        return record.status() + " " + record.version();
    }
}
