package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is stopped and killed in the middle of its work and restarted on the same file. */
class RestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
    private Path kubeconfig = Path.of("");

    @BeforeEach
    void writeKubeconfig() throws IOException {
        kubeconfig = server.kubeconfig(folder);
    }

    @AfterEach
    void close() {
        github.close();
        server.close();
    }

    @Test
    void whatIsOwedSurvivesAKillWhileGitHubIsDown() throws Exception {
        github.answerWith(call -> Optional.of(Reply.status(500, "{}")));
        try (var tracker = start(Map.of())) {
            tracker.awaitReady();
            deploy(50);
            tracker.awaitMetric("deptracker_outbox_rows{state=\"pending\"}", 50);
            tracker.kill();
        }
        assertThat(github.accepted()).isEmpty();
        github.answerNormally();

        try (var tracker = start(Map.of())) {
            github.awaitAccepted(50, PATIENCE);
            tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 50);
            assertThat(tracker.terminate()).isZero();
        }
        assertThat(github.accepted())
                .extracting(ReceivedRecord::deploymentName)
                .doesNotHaveDuplicates()
                .hasSize(50);
    }

    @Test
    void aRestartInTheMiddleOfABacklogGoesOnWhereItWas() throws Exception {
        deploy(60);
        var slowly = Map.of("BATCH_SIZE", "1", "PACE", "20", "BURST", "1");
        try (var tracker = start(slowly)) {
            github.awaitAccepted(10, PATIENCE);
            tracker.kill();
        }
        int before = github.accepted().size();
        assertThat(before).isLessThan(60);

        try (var tracker = start(Map.of())) {
            tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 60);
            assertThat(tracker.terminate()).isZero();
        }
        // Only what was in flight at the kill may be posted twice: one row for each of its two workers.
        assertThat(github.view()).hasSize(60);
        assertThat(github.accepted().size()).isBetween(60, 62);
    }

    @Test
    void aRestartWithNothingChangedMakesNoCall() throws Exception {
        deploy(20);
        try (var tracker = start(Map.of())) {
            tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 20);
            assertThat(tracker.terminate()).isZero();
        }
        int calls = github.calls().size();

        try (var tracker = start(Map.of())) {
            tracker.awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 20);
            assertThat(tracker.terminate()).isZero();
        }
        assertThat(github.calls()).hasSize(calls);
    }

    @Test
    void sigtermDeliversWhatIsDueAndSaysThatNothingIsLeft() throws Exception {
        deploy(40);
        try (var tracker = start(Map.of("BATCH_SIZE", "1", "PACE", "20", "BURST", "1"))) {
            github.awaitAccepted(3, PATIENCE);
            assertThat(tracker.terminate()).isZero();
            assertThat(tracker.log()).contains("\"msg\":\"stopped\"").containsPattern("\"stopped\".*\"owed\":0");
        }
        assertThat(github.view()).hasSize(40);
        assertThat(folder.resolve("data/outbox.db-wal"))
                .satisfiesAnyOf(
                        wal -> assertThat(wal).doesNotExist(),
                        wal -> assertThat(wal).isEmptyFile());
    }

    @Test
    void sigtermEndsInTimeWithABacklogThatCanNotGoOut() throws Exception {
        github.answerWith(call -> Optional.of(Reply.hang()));
        deploy(10);
        try (var tracker = start(Map.of("DRAIN_TIMEOUT", "1s"))) {
            github.awaitCalls(1, PATIENCE);
            long start = System.nanoTime();
            assertThat(tracker.terminate()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(tracker.log()).containsPattern("\"stopped\".*\"owed\":10");
        }
        github.answerNormally();

        try (var tracker = start(Map.of())) {
            tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 10);
        }
        assertThat(github.view()).hasSize(10);
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        github.answerWith(call -> Optional.of(Reply.hang()));
        deploy(1);
        try (var tracker = start(Map.of("DRAIN_TIMEOUT", "60s"))) {
            github.awaitCalls(1, PATIENCE);
            tracker.signal();
            await().until(() -> tracker.log().contains("\"msg\":\"stopping\""));
            assertThat(tracker.terminate()).isNotZero();
        }
    }

    @Test
    void theTokenIsNowhereToBeSeen() throws Exception {
        deploy(1);
        String token = "ghs_a-token-that-stays-secret";
        try (var tracker = start(Map.of("API_TOKEN", token, "LOG_LEVEL", "DEBUG"))) {
            github.awaitAccepted(1, PATIENCE);
            assertThat(tracker.page("/metrics")).contains("deptracker_").doesNotContain(token);
            assertThat(tracker.terminate()).isZero();
            assertThat(tracker.log()).contains("record delivered").doesNotContain(token);
        }
        assertThat(Files.readString(folder.resolve("data/outbox.db"), StandardCharsets.ISO_8859_1))
                .contains("shop/web-0/app")
                .doesNotContain(token);
    }

    private TrackerProcess start(Map<String, String> variables) throws IOException {
        var all = new HashMap<>(Map.of("BASE_URL", github.baseUrl().toString()));
        all.putAll(variables);
        return TrackerProcess.start(folder, kubeconfig, all);
    }

    private void deploy(int count) {
        for (int i = 0; i < count; i++) {
            cluster.deployment("shop", "web-" + i, 1, Map.of("app", "ghcr.io/lab-org/web-" + i + ":v1"));
        }
    }
}
