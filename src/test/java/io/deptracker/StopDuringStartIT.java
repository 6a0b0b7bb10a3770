package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.github.Keys;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM at any moment of the start ends the process with exit code 0 and without an error. */
class StopDuringStartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int ROWS = 60_000;

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        github.close();
        server.close();
    }

    /** From the moment when the port is open, which is before the file is opened, to some time after the start. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20, 100, 300, 800})
    void atAMoment(int millis) throws Exception {
        try (var tracker = start(Map.of())) {
            awaitPort(tracker);
            tracker.endsWithin(Duration.ofMillis(millis));
            assertEndsInOrder(tracker);
        }
    }

    @Test
    void whileGitHubIsAskedForAToken() throws Exception {
        github.app().script(() -> Optional.of(Reply.hang()));
        try (var tracker = start(Map.of(
                "API_TOKEN", "", "GH_APP_ID", "17", "GH_INSTALL_ID", "4711", "GH_APP_PRIVATE_KEY", Keys.setting()))) {
            awaitStep(tracker, "signing in to GitHub");
            await().atMost(PATIENCE).until(() -> github.app().tokenRequests() > 0);
            assertEndsInOrder(tracker);
        }
    }

    @Test
    void whileTheClusterIsListed() throws Exception {
        server.holdUp(verb -> {
            try {
                end.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
        try (var tracker = start(Map.of())) {
            awaitStep(tracker, "pods");
            assertEndsInOrder(tracker);
        }
    }

    /** The interrupted work is discarded: the next start begins again. */
    @Test
    void whileACorruptFileIsRebuilt() throws Exception {
        writeCorruptOutbox();
        try (var tracker = start(Map.of())) {
            awaitStep(tracker, "rebuilding a corrupt outbox: ");
            assertEndsInOrder(tracker);
        }
        try (var tracker = start(Map.of())) {
            tracker.awaitReady();
            tracker.awaitMetric("deptracker_outbox_set_aside_files", 1);
            assertThat(tracker.terminate()).isZero();
        }
    }

    private void writeCorruptOutbox() throws IOException {
        Path file = folder.resolve("data").resolve("outbox.db");
        try (var outbox = Outbox.open(file)) {
            var intake = new Intake(outbox, InstantSource.system(), () -> {});
            intake.commit(
                    IntStream.range(0, ROWS).mapToObj(StopDuringStartIT::state).toList(), _ -> true);
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) (channel.size() / 10)), channel.size() / 2);
        }
    }

    private static DesiredState state(int number) {
        var artifact = new Artifact("ghcr.io/acme/web", new Digest("sha256:" + "1".repeat(64)), "v1");
        String name = "web-" + number;
        var owed = new DeploymentRecord("shop/" + name + "/app", Status.DEPLOYED, artifact, Metadata.NONE);
        return new DesiredState(
                new Workload("shop", "apps", "Deployment", name), new Environment("staging", "", "lab"), List.of(owed));
    }

    private void assertEndsInOrder(TrackerProcess tracker) throws InterruptedException {
        assertThat(tracker.terminate())
                .as("exit code; the log: %s", tracker.log())
                .isZero();
        assertThat(tracker.log())
                .doesNotContain("\"ERROR\"")
                .contains("\"stopping\"")
                .containsAnyOf("stopped before it had started", "\"stopped\"");
    }

    private static void awaitPort(TrackerProcess tracker) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> tracker.status("/livez") != 0);
    }

    private static void awaitStep(TrackerProcess tracker, String step) {
        awaitPort(tracker);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(tracker.page("/livez")).isEqualTo("ok\n");
            assertThat(tracker.page("/readyz")).contains(step);
        });
    }

    private TrackerProcess start(Map<String, String> variables) throws IOException {
        var all = new HashMap<>(Map.of("BASE_URL", github.baseUrl().toString()));
        all.putAll(variables);
        return TrackerProcess.start(folder, server.kubeconfig(folder), all);
    }
}
