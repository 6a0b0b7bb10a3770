package io.deptracker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One cluster, one GitHub and one file from its creation on, and the controllers that are killed on it one after
 * another; only the last one survives.
 */
final class KillSeries implements AutoCloseable {
    static final int WORKERS = 2;
    static final int BATCH_SIZE = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The longest start after a kill on a busy machine: far less than a lease lasts, which here is 150 s. */
    private static final Duration LONGEST_START = Duration.ofSeconds(45);

    private final Path folder;
    private final Path data;
    private final Path copies;
    private final Path kubeconfig;
    private final SignIn signIn;
    private final Random random;
    private final Summary summary;
    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final Histories histories = new Histories();
    private final Churn churn;
    private Ledger ledger = new Ledger();
    private PostMortem postMortem = PostMortem.NOTHING;
    private int oldRows;

    KillSeries(Path folder, SignIn signIn, long seed, Summary summary) throws IOException {
        this.folder = folder;
        this.signIn = signIn;
        this.data = folder.resolve("data");
        this.copies = Files.createDirectories(folder.resolve("copies"));
        this.kubeconfig = server.kubeconfig(folder);
        this.random = new Random(seed);
        this.summary = summary;
        var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
        churn = new Churn(cluster, histories, new Random(seed + 1));
        signIn.prepare(github, new Random(seed + 2));
    }

    /** Kills a controller in that step; returns false if it was a moment too late. */
    boolean kill(KillPoint killPoint) throws Exception {
        if (killPoint == KillPoint.MIGRATING && postMortem.migrated()) {
            createAgain();
        }
        if (killPoint == KillPoint.PRUNING) {
            oldRows++;
            OldRows.add(file(), oldRows);
            postMortem = PostMortem.of(file(), copies);
        }
        var killPointDriver = new KillPointDriver(killPoint, github, file(), postMortem, random);
        killPointDriver.prepare();
        int ended;
        try (var tracker = start()) {
            if (killPointDriver.late()) {
                awaitReady(tracker);
            }
            killPointDriver.await(tracker);
            tracker.kill();
            ended = tracker.exitCode();
        }
        github.answerNormally();
        github.latency(Duration.ZERO);
        postMortem = PostMortem.of(file(), copies);
        ledger.enter(postMortem, github.accepted());
        boolean hit = killPointDriver.wasHit(postMortem, ended);
        summary.killed(hit ? killPoint : KillPoint.AT_RANDOM);
        return hit;
    }

    /** Removes a file that was created too fast for the kill, so that it is created again as on a new volume. */
    private void createAgain() throws IOException {
        assertThat(github.accepted()).as("what GitHub has is in the file").isEmpty();
        try (var files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        ledger = new Ledger();
        postMortem = PostMortem.NOTHING;
    }

    /** Stops the changes, lets the last controller deliver the rest, and compares the end with the cluster. */
    void finish() throws Exception {
        churn.rest();
        RunningDigests runningDigests = RunningDigests.of(server);
        try (var tracker = start()) {
            awaitReady(tracker);
            try (var live = new LiveFile(file())) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                    assertThat(runningDigests.differences(github.view()))
                            .as("GitHub's view and the cluster")
                            .isEmpty();
                    assertThat(live.number("SELECT count(*) FROM outbox WHERE finished_at IS NULL"))
                            .as("rows still in the backlog")
                            .isZero();
                    assertThat(live.number("SELECT count(*) FROM outbox WHERE finished_at = 1"))
                            .as("rows still to be pruned")
                            .isZero();
                });
            }
            assertThat(tracker.terminate()).isZero();
        }
        postMortem = PostMortem.of(file(), copies);
        ledger.enter(postMortem, github.accepted());
        assertThat(runningDigests.differences(github.view())).isEmpty();
        assertThat(histories.backwards(github.accepted()))
                .as("records of an older state")
                .isEmpty();
        assertThat(postMortem.rows().stream().map(PostMortem.Row::state).collect(Collectors.toSet()))
                .as("the states of the rows at the end")
                .isSubsetOf("delivered", "superseded");
        summary.seriesEnded(
                churn.changes(),
                ledger.rows(),
                ledger.delivered(),
                github.accepted().size(),
                github.app().tokenRequests());
    }

    private TrackerProcess start() throws IOException {
        var variables = new HashMap<>(Map.of(
                "BASE_URL",
                github.baseUrl().toString(),
                "PACE",
                "1000",
                "BURST",
                "1000",
                "BATCH_SIZE",
                String.valueOf(BATCH_SIZE),
                "REQUEST_TIMEOUT",
                "60s",
                "BACKOFF_FIRST",
                "10ms",
                "BACKOFF_LONGEST",
                "100ms",
                // A killed process cannot remove the libraries that it unpacked.
                "JDK_JAVA_OPTIONS",
                "-Djava.io.tmpdir=" + copies));
        variables.putAll(signIn.variables());
        return TrackerProcess.start(folder, kubeconfig, variables, "-workers", String.valueOf(WORKERS));
    }

    /**
     * Waits until the controller is ready: in time with any remains of its predecessor, and with none of the leases of
     * those.
     */
    private void awaitReady(TrackerProcess tracker) throws SQLException {
        long start = System.nanoTime();
        tracker.awaitReady();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).as("the start after a kill").isLessThan(LONGEST_START);
        summary.started(took);
        String tokens = PostMortem.quoted(postMortem.tokens());
        try (var live = new LiveFile(file())) {
            assertThat(live.number("SELECT count(*) FROM outbox WHERE lease_token IN (%s)".formatted(tokens)))
                    .as("rows still leased by a controller that was killed")
                    .isZero();
        }
    }

    private Path file() {
        return data.resolve("outbox.db");
    }

    @Override
    public void close() {
        churn.stop();
        github.close();
        server.close();
    }
}
