package io.deptracker.bench;

import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Leasing;
import io.deptracker.outbox.OutboxFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Rows a second through the outbox, beside what SQLite alone does on the same file. */
final class OutboxBench {
    private static final int WARM_UPS = 4;
    /** Many and short, so that what else the machine does hits both sides of a ratio alike. */
    private static final int ROUNDS = 15;

    private final Path folder;
    private int names;

    OutboxBench(Path folder) {
        this.folder = folder;
    }

    void run() throws SQLException {
        var table = new Table("rows/s", "rows a transaction", "raw insert", "ours", "ours/raw");
        try (var file = OutboxFile.open(folder.resolve("outbox.db"));
                var raw = new RawInserts(file.path())) {
            // The most first: they warm up all the code there is for the fewer.
            measure(file, raw, 100, 1000, table);
            measure(file, raw, 10, 300, table);
            measure(file, raw, 1, 60, table);
        }
        table.print("Outbox: medians of %d rounds; a new deployment is two rows and counts as one;".formatted(ROUNDS)
                + " lease and settle are two transactions.");
    }

    private void measure(OutboxFile file, RawInserts raw, int perTransaction, int rows, Table table)
            throws SQLException {
        var clock = InstantSource.system();
        var intake = new Intake(file, clock, () -> {});
        var queue = new LeaseQueue(
                file, clock, Duration.ofMinutes(2), () -> UUID.randomUUID().toString());
        var rawRate = new Series();
        var newRate = new Series();
        var changedRate = new Series();
        var settledRate = new Series();
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            List<List<DesiredState>> first = Load.running(names, rows, 1, perTransaction);
            List<List<DesiredState>> second = Load.running(names, rows, 2, perTransaction);
            names += rows;
            raw.checkpoint();
            long start = System.nanoTime();
            raw.insert(rows, perTransaction);
            long inserted = System.nanoTime() - start;
            long committed = commit(intake, first, raw);
            deliverAll(queue, perTransaction, raw);
            long changed = commit(intake, second, raw);
            long settled = deliverAll(queue, perTransaction, raw);
            if (round >= 0) {
                rawRate.addRate(rows, inserted);
                newRate.addRate(rows, committed);
                changedRate.addRate(rows, changed);
                settledRate.addRate(rows, settled);
            }
        }
        row(table, "intake of new deployments", perTransaction, rawRate, newRate);
        row(table, "intake of changes", perTransaction, rawRate, changedRate);
        row(table, "lease, then deliver", perTransaction, rawRate, settledRate);
    }

    private static long commit(Intake intake, List<List<DesiredState>> lists, RawInserts raw) throws SQLException {
        raw.checkpoint();
        long start = System.nanoTime();
        lists.forEach(intake::commit);
        return System.nanoTime() - start;
    }

    private static long deliverAll(LeaseQueue queue, int most, RawInserts raw) throws SQLException {
        raw.checkpoint();
        long start = System.nanoTime();
        for (Leasing some = queue.lease(most); !some.leases().isEmpty(); some = queue.lease(most)) {
            Leasing leasing = some;
            queue.settle(settling -> leasing.leases().forEach(settling::deliver));
        }
        return System.nanoTime() - start;
    }

    private static void row(Table table, String what, int perTransaction, Series raw, Series ours) {
        table.row(List.of(
                what,
                Integer.toString(perTransaction),
                Table.whole(raw.median()),
                Table.whole(ours.median()),
                Table.fraction(ours.ratioTo(raw))));
    }
}
