package io.deptracker.bench;

import io.deptracker.bench.Stopwatch.Method;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.LeasedBatch;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.file.OutboxFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** A benchmark of rows a second through the outbox, compared with SQLite alone on the same file. */
final class OutboxBench {
    private static final int WARM_UPS = 4;
    /** Many and short, so that other load of the machine affects both sides of a ratio alike. */
    private static final int ROUNDS = 15;

    private final Path folder;
    private int names;

    private static final int ONE_IMAGE = 5000;

    OutboxBench(Path folder) {
        this.folder = folder;
    }

    void run() throws SQLException {
        var table = new Table(
                "rows/s", "rows a transaction", "raw insert", "ours", "ours/raw", "raw CPU, µs", "our CPU, µs");
        try (var file = Outbox.open(folder.resolve("outbox.db"));
                var raw = new RawInserts(file.path())) {
            // The largest batches first: they warm up the code for the smaller ones.
            measure(file, raw, 100, 1000, table);
            measure(file, raw, 10, 300, table);
            measure(file, raw, 1, 60, table);
            missingArtifact(file);
        }
        table.print("Outbox: medians of %d rounds; a new deployment is two rows and counts as one;".formatted(ROUNDS)
                + " lease and settle are two transactions. CPU is of the thread, a row.");
    }

    private void measure(OutboxFile file, RawInserts raw, int perTransaction, int rows, Table table)
            throws SQLException {
        var clock = InstantSource.system();
        var intake = new Intake(file, clock, () -> {});
        var queue = new LeaseQueue(
                file, clock, Duration.ofMinutes(2), () -> UUID.randomUUID().toString());
        var ways = new Ways(new Method(), new Method(), new Method(), new Method());
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            if (round == 0) {
                ways = new Ways(new Method(), new Method(), new Method(), new Method());
            }
            List<List<DesiredState>> first = Load.running(names, rows, 1, perTransaction);
            List<List<DesiredState>> second = Load.running(names, rows, 2, perTransaction);
            names += rows;
            raw.checkpoint();
            var watch = new Stopwatch();
            raw.insert(rows, perTransaction);
            watch.stop(rows, ways.raw);
            commit(intake, first, raw, rows, ways.created);
            deliverAll(queue, perTransaction, raw, rows, new Method());
            commit(intake, second, raw, rows, ways.changed);
            deliverAll(queue, perTransaction, raw, rows, ways.delivered);
        }
        row(table, "intake of new deployments", perTransaction, ways.raw, ways.created);
        row(table, "intake of changes", perTransaction, ways.raw, ways.changed);
        row(table, "lease, then deliver", perTransaction, ways.raw, ways.delivered);
    }

    /**
     * Measures many workloads of one image that GitHub does not know: the cost of a response must not depend on the
     * number of rows that wait for it.
     */
    private void missingArtifact(OutboxFile file) {
        var clock = InstantSource.system();
        var intake = new Intake(file, clock, () -> {});
        var queue = new LeaseQueue(
                file, clock, Duration.ofMinutes(2), () -> UUID.randomUUID().toString());
        intake.commit(Load.ofOneImage(names, ONE_IMAGE), _ -> true);
        names += ONE_IMAGE;
        double first = settleMissing(queue, queue.lease(100).leases());
        long start = System.nanoTime();
        // Parks the rest.
        queue.lease(100);
        double parking = millisSince(start);
        InstantSource later = InstantSource.offset(clock, Duration.ofMinutes(6));
        var askingAgain = new LeaseQueue(
                file, later, Duration.ofMinutes(2), () -> UUID.randomUUID().toString());
        double again = settleMissing(askingAgain, askingAgain.lease(100).leases());
        System.out.printf(
                "%nOne image without an artifact, %,d rows: settling its first answer %.1f ms, parking the others %.1f ms,"
                        + " settling the next answer %.1f ms.%n",
                ONE_IMAGE, first, parking, again);
    }

    private static double settleMissing(LeaseQueue queue, List<Lease> leases) {
        Instant later = Instant.now().plus(Duration.ofMinutes(5));
        long start = System.nanoTime();
        queue.settle(leases.stream()
                .map(lease -> new Park(lease, ParkReason.ATTESTATION, later, "HTTP 404: no artifacts found"))
                .toList());
        return millisSince(start);
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void commit(Intake intake, List<List<DesiredState>> lists, RawInserts raw, int rows, Method method)
            throws SQLException {
        raw.checkpoint();
        var watch = new Stopwatch();
        lists.forEach(states -> intake.commit(states, _ -> true));
        watch.stop(rows, method);
    }

    private static void deliverAll(LeaseQueue queue, int most, RawInserts raw, int rows, Method method)
            throws SQLException {
        raw.checkpoint();
        var watch = new Stopwatch();
        for (LeasedBatch some = queue.lease(most); !some.leases().isEmpty(); some = queue.lease(most)) {
            LeasedBatch leasedBatch = some;
            queue.settle(leasedBatch.leases().stream().map(Deliver::new).toList());
        }
        watch.stop(rows, method);
    }

    private static void row(Table table, String what, int perTransaction, Method raw, Method ours) {
        table.row(List.of(
                what,
                Integer.toString(perTransaction),
                Table.whole(raw.rate().median()),
                Table.whole(ours.rate().median()),
                Table.fraction(ours.rate().ratioTo(raw.rate())),
                Table.whole(raw.cpuMicros().median()),
                Table.whole(ours.cpuMicros().median())));
    }

    /** The measured ways to write, side by side. */
    private record Ways(Method raw, Method created, Method changed, Method delivered) {}
}
