package io.deptracker.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A demo of the unchanged tracker, run from its jar, with a cluster and a GitHub in this process. All three keep their
 * state in a folder, so the next run continues where this one ended.
 */
final class Demo {
    private static final Path FOLDER = Path.of("data");
    private static final Path OUTBOX = FOLDER.resolve("outbox.db");
    private static final Path CLUSTER = FOLDER.resolve("demo-cluster.json");
    private static final Path GITHUB = FOLDER.resolve("demo-github.json");
    private static final Path LOG = FOLDER.resolve("tracker.log");
    private static final Duration SIGNAL_ON_ITS_WAY = Duration.ofMillis(500);
    private static final int FAILED = 1;

    private final Screen screen = new Screen();
    private final Path jar;
    private volatile boolean over;
    private volatile boolean interrupted;
    private volatile @Nullable DemoTracker tracker;
    private volatile @Nullable DemoGitHub gitHub;

    private Demo(Path jar) {
        this.jar = jar;
    }

    /** Accepts the path of the tracker's jar; exits with 0 if everything went as expected. */
    public static void main(String[] args) throws InterruptedException {
        var demo = new Demo(Path.of(args[0]));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(demo::interrupted));
        int exitCode;
        try {
            exitCode = demo.run();
        } catch (DemoException explained) {
            exitCode = demo.failed("The demo cannot continue: " + explained.getMessage());
        } catch (IOException | RuntimeException | AssertionError unexpected) {
            var trace = new StringWriter();
            unexpected.printStackTrace(new PrintWriter(trace, true));
            exitCode = demo.failed("The demo failed: " + trace);
        }
        demo.end();
        System.exit(exitCode);
    }

    /**
     * Returns the exit code after a failure. A signal may have reached the tracker a moment before this process: then
     * its end is no failure.
     */
    private int failed(String why) throws InterruptedException {
        Thread.sleep(SIGNAL_ON_ITS_WAY);
        if (!interrupted) {
            screen.print("");
            screen.print(why);
        }
        return FAILED;
    }

    private int run() throws IOException, InterruptedException {
        screen.print("The deployment tracker, demonstrated in about a minute. Ctrl-C ends it at any time.");
        screen.print("");
        Optional<SavedCluster> lastRun = lastRun();
        try (var cluster = new DemoCluster(CLUSTER);
                var gitHub = new DemoGitHub(GITHUB, screen)) {
            this.gitHub = gitHub;
            lastRun.ifPresent(cluster::restore);
            cluster.save(false);
            var running = DemoTracker.start(jar, cluster.kubeconfig(FOLDER), settings(gitHub), LOG);
            tracker = running;
            introduce(running, cluster, gitHub);
            running.awaitReady(Duration.ofSeconds(60));

            var stage = new Stage(screen, cluster, gitHub, running, new DemoOutbox(OUTBOX));
            var story = new Story(stage);
            if (lastRun.isPresent() && lastRun.get().finished()) {
                story.nothingHasChanged();
            } else if (lastRun.isPresent()) {
                story.continuesAfterCutOff();
            }
            story.play();
            return conclude(stage);
        }
    }

    /**
     * Returns the cluster's state after the last run. Without the tracker's file there was none; a file of another
     * program is left alone.
     */
    private static Optional<SavedCluster> lastRun() throws IOException {
        Files.createDirectories(FOLDER);
        if (!Files.exists(OUTBOX)) {
            Files.deleteIfExists(CLUSTER);
            Files.deleteIfExists(GITHUB);
            return Optional.empty();
        }
        if (!Files.exists(CLUSTER)) {
            throw new DemoException(OUTBOX + " exists but does not belong to this demo; move it elsewhere first");
        }
        return Optional.of(SavedCluster.read(CLUSTER));
    }

    private static Map<String, String> settings(DemoGitHub gitHub) {
        return Map.of(
                "ORG", "acme",
                "BASE_URL", gitHub.url().toString(),
                "API_TOKEN", "demo",
                "LOGICAL_ENVIRONMENT", "production",
                "CLUSTER", "demo",
                "OUTBOX_PATH", OUTBOX.toString(),
                // So that the demo, and the user who ends it with Ctrl-C, need not wait long.
                "PARK_SCHEDULE", "3s",
                "DRAIN_TIMEOUT", "2s");
    }

    private void introduce(DemoTracker running, DemoCluster cluster, DemoGitHub gitHub) {
        screen.print("   tracker   %s, as process %d; its log is %s, its outbox %s"
                .formatted(jar, running.pid(), LOG, OUTBOX));
        screen.print("   cluster   a Kubernetes API server in memory, at " + cluster.url());
        screen.print("   GitHub    a stand-in, at " + gitHub.url());
    }

    private int conclude(Stage stage) throws InterruptedException {
        screen.step("GitHub's view next to the cluster's own, read from its pods");
        var demoComparison =
                DemoComparison.of(stage.cluster().truth(), stage.gitHub().view());
        screen.print("   %-22s  %-24s  %s".formatted("deployment", "the cluster runs", "GitHub shows"));
        for (var line : demoComparison.lines()) {
            screen.print("   %-22s  %-24s  %-42s  %s"
                    .formatted(line.name(), line.cluster(), line.gitHub(), line.same() ? "same" : "DIFFERENT"));
        }
        screen.print("");
        screen.print("   %d of %d are the same."
                .formatted(
                        demoComparison.lines().size()
                                - demoComparison.differences().size(),
                        demoComparison.lines().size()));
        if (!demoComparison.same()) {
            stage.fault("GitHub differs from the cluster in " + demoComparison.differences());
        }
        boolean owesNothing = stage.demoOutbox().backlog().isEmpty();
        if (!owesNothing) {
            stage.fault("the outbox still has a backlog");
        }
        int exitCode = stage.tracker().stop();
        if (exitCode != 0) {
            stage.fault("the tracker ended with exit code " + exitCode);
        }
        stage.cluster().save(owesNothing && demoComparison.same());

        var gitHub = stage.gitHub();
        int refused = gitHub.answered503() + gitHub.answered404();
        screen.print(
                "   %s to GitHub in all: %d with %s that it stored, %d rejected with 404 for lack of the attestation,"
                        .formatted(
                                Screen.count(gitHub.calls(), "call"),
                                gitHub.calls() - refused,
                                Screen.count(gitHub.records(), "record"),
                                gitHub.answered404()));
        screen.print("   %d rejected with 503. The tracker was stopped by SIGTERM and ended with exit code %d."
                .formatted(gitHub.answered503(), exitCode));
        boolean good = stage.faults().isEmpty();
        screen.print("");
        screen.print(
                good
                        ? "Everything is as expected. Run it again to continue from here; delete the folder '%s' to start over."
                                .formatted(FOLDER)
                        : "Not as expected: " + String.join("; ", stage.faults()));
        return good ? 0 : FAILED;
    }

    /** Stops the tracker, which must not outlive the demo. */
    private void end() throws InterruptedException {
        DemoTracker running = tracker;
        if (running != null && !interrupted) {
            running.stop();
        }
        over = true;
    }

    private void interrupted() {
        if (over) {
            return;
        }
        interrupted = true;
        screen.last("Stopped. The backlog is kept in %s; run it again to continue from there.".formatted(OUTBOX));
        DemoTracker running = tracker;
        DemoGitHub told = gitHub;
        try {
            if (running != null) {
                running.stopAfterSignal();
            }
            if (told != null) {
                told.show();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
