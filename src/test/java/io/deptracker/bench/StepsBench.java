package io.deptracker.bench;

import io.deptracker.github.GitHubClient;
import io.deptracker.github.Outcome;
import io.deptracker.github.RequestBodies;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.LeasedBatch;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.standin.github.GitHubStandIn;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A benchmark of one worker's steps, one by one. */
final class StepsBench {
    private static final int WARM_UPS = 100;

    private final Path folder;

    StepsBench(Path folder) {
        this.folder = folder;
    }

    void run() {
        var table = new Table(
                "records a call", "contract checked", "lease (SQLite)", "JSON", "HTTP", "settle (SQLite)", "sum, ms");
        row(table, 1, 300, false);
        row(table, 1, 300, true);
        row(table, 100, 60, false);
        row(table, 100, 60, true);
        table.print("Where one worker's time goes: medians in milliseconds, at 0 ms of latency. HTTP is the exchange"
                + " with all work of the stand-in, its check of the contract as in the second column, and reading the"
                + " response.");
    }

    private void row(Table table, int batch, int calls, boolean checked) {
        Steps steps = Steps.none();
        try (var gitHub = GitHubStandIn.start();
                var client = DeliveryBench.client(gitHub);
                var controller = new BenchController(
                        folder.resolve("steps-%d-%s.db".formatted(batch, checked)),
                        client,
                        (WARM_UPS + calls) * batch)) {
            if (!checked) {
                gitHub.withoutContractCheck();
            }
            for (int call = 0; call < WARM_UPS; call++) {
                call(controller, client, batch, Steps.none());
            }
            for (int call = 0; call < calls; call++) {
                call(controller, client, batch, steps);
            }
        }
        table.row(List.of(
                Integer.toString(batch),
                checked ? "yes" : "no",
                steps.share(steps.lease),
                steps.share(steps.json),
                steps.share(steps.http),
                steps.share(steps.settle),
                String.format(Locale.ROOT, "%.2f", steps.sum())));
    }

    private static void call(BenchController controller, GitHubClient client, int batch, Steps steps) {
        long start = System.nanoTime();
        LeasedBatch leasedBatch = controller.queue.lease(batch);
        long leased = System.nanoTime();
        List<DeploymentRecord> records =
                leasedBatch.leases().stream().map(Lease::record).toList();
        RequestBodies.body(Load.PRODUCTION, records);
        long written = System.nanoTime();
        List<Outcome> outcomes = client.post(Load.PRODUCTION, records);
        long posted = System.nanoTime();
        if (!outcomes.stream().allMatch(Outcome.Accepted.class::isInstance)) {
            throw new IllegalStateException("not accepted: " + outcomes.getFirst());
        }
        controller.queue.settle(leasedBatch.leases().stream().map(Deliver::new).toList());
        long settled = System.nanoTime();
        steps.lease.add((leased - start) / 1e6);
        steps.json.add((written - leased) / 1e6);
        // The client writes the body itself, a second time.
        steps.http.add((posted - written - (written - leased)) / 1e6);
        steps.settle.add((settled - posted) / 1e6);
    }

    /** The milliseconds of each step, call by call. */
    private record Steps(Measurements lease, Measurements json, Measurements http, Measurements settle) {
        static Steps none() {
            return new Steps(new Measurements(), new Measurements(), new Measurements(), new Measurements());
        }

        double sum() {
            return lease.median() + json.median() + http.median() + settle.median();
        }

        String share(Measurements step) {
            return String.format(Locale.ROOT, "%.2f (%.0f %%)", step.median(), 100 * step.median() / sum());
        }
    }
}
