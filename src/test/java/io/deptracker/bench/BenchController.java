package io.deptracker.bench;

import io.deptracker.delivery.Backoff;
import io.deptracker.delivery.Caller;
import io.deptracker.delivery.Courier;
import io.deptracker.delivery.DeliveryMetrics;
import io.deptracker.delivery.Gate;
import io.deptracker.delivery.Pace;
import io.deptracker.delivery.RetryPolicy;
import io.deptracker.delivery.Settlement;
import io.deptracker.delivery.SettlementReport;
import io.deptracker.delivery.Signal;
import io.deptracker.delivery.Workers;
import io.deptracker.github.GitHubClient;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A controller on a new file with a backlog of so many records, wired as in production except for its pace, which is
 * unlimited.
 */
final class BenchController implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int INTAKE = 1000;
    private static final int RAW_COMMITS = 10;

    private final OutboxFile outbox;
    private final InstantSource clock = InstantSource.system();
    private final GitHubClient gitHub;
    private final int owed;
    final LeaseQueue queue;

    BenchController(Path file, GitHubClient gitHub, int owed) {
        this.gitHub = gitHub;
        this.owed = owed;
        outbox = Outbox.open(file);
        queue = new LeaseQueue(
                outbox, clock, Duration.ofMinutes(2), () -> UUID.randomUUID().toString());
        var intake = new Intake(outbox, clock, () -> {});
        Load.running(0, owed, 1, INTAKE).forEach(states -> intake.commit(states, _ -> true));
    }

    /**
     * Returns how many milliseconds SQLite alone needs now to commit a row to this file: each call needs two commits.
     */
    double rawCommit() throws SQLException {
        try (var raw = new RawInserts(outbox.path())) {
            long start = System.nanoTime();
            raw.insert(RAW_COMMITS, 1);
            return (System.nanoTime() - start) / 1e6 / RAW_COMMITS;
        }
    }

    /** Delivers the backlog; returns how many nanoseconds it took. */
    long deliver(int workerCount, int batchSize) throws InterruptedException {
        var registry = new SimpleMeterRegistry();
        var metrics = new DeliveryMetrics(registry);
        var delivered = registry.get("deptracker_post_record_ok").counter();
        var policy = new RetryPolicy(
                5,
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                List.of(Duration.ofMinutes(5)),
                Duration.ofDays(7),
                new SplittableRandom());
        var gate = new Gate(new GateStore(outbox), new Pace(clock, 1e6, 1_000_000, 0), clock, clock);
        var settlement = new Settlement(policy);
        var courier = new Courier(
                gate,
                queue,
                new Caller(gitHub, gate, metrics, System::nanoTime),
                settlement,
                new SettlementReport(metrics),
                clock,
                batchSize);
        var done = new CountDownLatch(1);
        var workers = new Workers(courier, gate, queue, new Signal(), clock, loop -> () -> {
            // A worker turns after its settlements are on the disk.
            if (delivered.count() >= owed) {
                done.countDown();
            }
        });
        long start = System.nanoTime();
        workers.start(workerCount);
        boolean all = done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long nanos = System.nanoTime() - start;
        if (!workers.drain(PATIENCE) || !all) {
            throw new IllegalStateException("%.0f of %d were delivered".formatted(delivered.count(), owed));
        }
        return nanos;
    }

    @Override
    public void close() {
        outbox.close();
    }
}
