package io.deptracker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.ApiServerStandIn;
import io.deptracker.standin.GitHubStandIn;
import io.deptracker.standin.MiniCluster;
import io.deptracker.standin.StandInSink;
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
 * One cluster, one GitHub and one file from its beginning on, and the controllers that are killed on it one after another;
 * the last one is left to live.
 */
final class Series implements AutoCloseable {
    static final int WORKERS = 2;
    static final int BATCH_SIZE = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a start after a kill may take on a busy machine: far less than a lease lasts, which here is 150 s. */
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
    private Remains remains = Remains.NOTHING;
    private int oldRows;

    Series(Path folder, SignIn signIn, long seed, Summary summary) throws IOException {
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

    /** Kills a controller in that step; false where it was a moment too late. */
    boolean kill(Step step) throws Exception {
        if (step == Step.MIGRATING && remains.migrated()) {
            anew();
        }
        if (step == Step.PRUNING) {
            oldRows++;
            OldRows.add(file(), oldRows);
            remains = Remains.of(file(), copies);
        }
        var spot = new Spot(step, github, file(), remains, random);
        spot.prepare();
        int ended;
        try (var tracker = start()) {
            if (spot.late()) {
                awaitReady(tracker);
            }
            spot.await(tracker);
            tracker.kill();
            ended = tracker.exitCode();
        }
        github.answerNormally();
        github.latency(Duration.ZERO);
        remains = Remains.of(file(), copies);
        ledger.enter(remains, github.accepted());
        boolean hit = spot.wasHit(remains, ended);
        summary.killed(hit ? step : Step.AT_RANDOM);
        return hit;
    }

    /** A file that was made too fast for the kill is made once more, as on a new volume. */
    private void anew() throws IOException {
        assertThat(github.accepted()).as("what GitHub has is in the file").isEmpty();
        try (var files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        ledger = new Ledger();
        remains = Remains.NOTHING;
    }

    /** Lets the cluster rest and the last controller do what is left, and holds the end against the cluster. */
    void finish() throws Exception {
        churn.rest();
        Truth truth = Truth.of(server);
        try (var tracker = start()) {
            awaitReady(tracker);
            try (var live = new LiveFile(file())) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                    assertThat(truth.differences(github.view()))
                            .as("GitHub's view and the cluster")
                            .isEmpty();
                    assertThat(live.number("SELECT count(*) FROM outbox WHERE finished_at IS NULL"))
                            .as("rows still owed")
                            .isZero();
                    assertThat(live.number("SELECT count(*) FROM outbox WHERE finished_at = 1"))
                            .as("rows still to be pruned")
                            .isZero();
                });
            }
            assertThat(tracker.terminate()).isZero();
        }
        remains = Remains.of(file(), copies);
        ledger.enter(remains, github.accepted());
        assertThat(truth.differences(github.view())).isEmpty();
        assertThat(histories.backwards(github.accepted()))
                .as("records that say what was true before")
                .isEmpty();
        assertThat(remains.rows().stream().map(Remains.Row::state).collect(Collectors.toSet()))
                .as("the states of the rows at the end")
                .isSubsetOf("delivered", "superseded");
        summary.seriesEnded(
                churn.changes(),
                ledger.rows(),
                ledger.delivered(),
                github.accepted().size(),
                github.tokenRequests());
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
                // A killed process can't remove the libraries that it unpacked.
                "JDK_JAVA_OPTIONS",
                "-Djava.io.tmpdir=" + copies));
        variables.putAll(signIn.variables());
        return TrackerProcess.start(folder, kubeconfig, variables, "-workers", String.valueOf(WORKERS));
    }

    /** It is ready in time whatever its predecessor left, and holds none of the leases of that. */
    private void awaitReady(TrackerProcess tracker) throws SQLException {
        long start = System.nanoTime();
        tracker.awaitReady();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).as("the start after a kill").isLessThan(LONGEST_START);
        summary.started(took);
        String tokens = Remains.quoted(remains.tokens());
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
