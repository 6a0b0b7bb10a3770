package io.deptracker.bench;

import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubClient;
import io.deptracker.standin.github.GitHubStandIn;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A benchmark of records a second from the outbox to GitHub's stand-in and back, by latency, batch size and workers.
 */
final class DeliveryBench {
    private static final int ROUNDS = 5;
    private static final List<Integer> LATENCIES = List.of(0, 50);
    private static final List<Integer> BATCHES = List.of(1, 10, 100, 1000);
    private static final List<Integer> WORKERS = List.of(1, 2, 8);

    /** Enough that the first call has little weight, few enough that all cells take a minute or two. */
    private static final int CALLS_AT_ONCE = 60;

    private static final int CALLS_OF_A_WAITING_WORKER = 8;
    private static final int MOST_RECORDS = 4_000;

    private final Path folder;
    private int files;

    DeliveryBench(Path folder) {
        this.folder = folder;
    }

    void run() throws InterruptedException, SQLException {
        try (var gitHub = GitHubStandIn.start();
                var client = client(gitHub)) {
            gitHub.withoutContractCheck();
            for (int batch : BATCHES) {
                records(gitHub, client, 0, batch, 2, new Measurements(), new Measurements());
            }
            Map<String, Measurements> rates = new TreeMap<>();
            Map<String, Measurements> commits = new TreeMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (int latency : LATENCIES) {
                    for (int batch : BATCHES) {
                        var commit = commits.computeIfAbsent(cell(latency, batch, 0), _ -> new Measurements());
                        for (int workers : WORKERS) {
                            var rate = rates.computeIfAbsent(cell(latency, batch, workers), _ -> new Measurements());
                            records(gitHub, client, latency, batch, workers, rate, commit);
                        }
                    }
                }
            }
            print(rates, commits);
        }
    }

    private void records(
            GitHubStandIn gitHub,
            GitHubClient client,
            int latency,
            int batch,
            int workers,
            Measurements rate,
            Measurements commit)
            throws InterruptedException, SQLException {
        int calls = latency == 0 ? CALLS_AT_ONCE : CALLS_OF_A_WAITING_WORKER * workers;
        int records = Math.min(calls * batch, MOST_RECORDS);
        gitHub.latency(Duration.ofMillis(latency));
        try (var controller = new BenchController(folder.resolve("delivery-" + files++), client, records)) {
            commit.add(controller.rawCommit());
            rate.addRate(records, controller.deliver(workers, batch));
        }
        gitHub.forgetCalls();
    }

    private static void print(Map<String, Measurements> rates, Map<String, Measurements> commits) {
        var table = new Table("records/s", "records a call", "1 worker", "2 workers", "8 workers", "raw commit, ms");
        for (int latency : LATENCIES) {
            for (int batch : BATCHES) {
                List<String> cells = new ArrayList<>(List.of(latency + " ms", Integer.toString(batch)));
                WORKERS.forEach(workers -> cells.add(Table.whole(median(rates, cell(latency, batch, workers)))));
                cells.add(Table.fraction(median(commits, cell(latency, batch, 0))));
                table.row(cells);
            }
        }
        table.print("Delivery, by the stand-in's latency: medians of %d rounds, no pace,".formatted(ROUNDS)
                + " the stand-in in the same process and without its check of the contract. A raw commit is what SQLite"
                + " alone took for one row on the same files; a call needs two.");
    }

    private static double median(Map<String, Measurements> cells, String cell) {
        return Objects.requireNonNull(cells.get(cell), cell).median();
    }

    private static String cell(int latency, int batch, int workers) {
        return latency + "/" + batch + "/" + workers;
    }

    static GitHubClient client(GitHubStandIn gitHub) {
        return new GitHubClient(
                new Endpoint(gitHub.baseUrl(), "acme"),
                () -> "ghs_bench",
                HttpClient.newHttpClient(),
                Duration.ofSeconds(30),
                InstantSource.system(),
                "bench");
    }
}
