package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.github.Deadline;
import io.deptracker.github.GitHub;
import io.deptracker.github.Outcome;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.outbox.upkeep.Pruning;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backlog of a hundred thousand rows, continuous changes, eight workers, and an outage in the middle. That the cost
 * of a lease does not depend on the number of rows follows from the query plans, which a test of their own checks.
 */
class LoadIT {
    private static final int OWED = 100_000;
    private static final int WORKERS = 8;
    private static final int A_TRANSACTION = 1_000;
    private static final long WAL_LIMIT = 64L << 20;
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(5);
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path folder;

    /** A GitHub in this process that accepts every record or has an outage, and records the last one of each name. */
    private static final class InProcess implements GitHub {
        private final Map<String, DeploymentRecord> view = new ConcurrentHashMap<>();
        private volatile boolean down;

        @Override
        public List<Outcome> post(Environment environment, List<DeploymentRecord> sent, Deadline latest) {
            if (down) {
                return sent.stream()
                        .<Outcome>map(_ -> new Outcome.TransientFailure("HTTP 503"))
                        .toList();
            }
            sent.forEach(record -> view.put(record.deploymentName(), record));
            return sent.stream().<Outcome>map(_ -> new Outcome.Accepted()).toList();
        }

        @Override
        public Optional<Outcome> prepare() {
            return Optional.empty();
        }

        @Override
        public OptionalLong remainingBudget() {
            return OptionalLong.empty();
        }

        @Override
        public void cutOff() {}

        @Override
        public void close() {}
    }

    @Test
    void allOfItGoesOutInOrderWithinItsBounds() throws Exception {
        var gitHub = new InProcess();
        var registry = new SimpleMeterRegistry();
        var metrics = new DeliveryMetrics(registry);
        var signal = new Signal();
        try (var outbox = Outbox.open(folder.resolve("outbox.db"));
                var threads = Executors.newCachedThreadPool()) {
            var intake = new Intake(outbox, CLOCK, signal::give);
            for (int from = 0; from < OWED; from += A_TRANSACTION) {
                intake.commit(
                        IntStream.range(from, from + A_TRANSACTION)
                                .mapToObj(SampleRecords::deployed)
                                .toList(),
                        _ -> true);
            }
            var queue = new LeaseQueue(
                    outbox,
                    CLOCK,
                    Duration.ofMinutes(2),
                    () -> UUID.randomUUID().toString());
            var policy = new RetryPolicy(
                    20,
                    new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
                    List.of(Duration.ofMinutes(5)),
                    Duration.ofDays(7),
                    new Random(1));
            var gate = new Gate(new GateStore(outbox), new Pace(CLOCK, 1e6, 1_000_000, 0), CLOCK, CLOCK);
            var settlement = new Settlement(policy);
            var courier = new Courier(
                    gate,
                    queue,
                    new Caller(gitHub, gate, metrics, System::nanoTime),
                    settlement,
                    new SettlementReport(metrics),
                    CLOCK,
                    100);
            var workers = new Workers(courier, gate, queue, signal, CLOCK, loop -> () -> {});
            var statistics = new Statistics(outbox, CLOCK);
            var bounds = new Bounds(outbox);

            workers.start(WORKERS);
            Future<Map<String, DesiredState>> changes = threads.submit(() -> change(intake, gitHub));
            Future<?> watched = threads.submit(bounds);
            await().atMost(PATIENCE).until(() -> gitHub.view.size() > OWED / 3);
            gitHub.down = true;
            await().pollDelay(OUTAGE).until(() -> true);
            gitHub.down = false;
            Map<String, DesiredState> last = get(changes);
            await().atMost(PATIENCE).until(() -> statistics.count().owed() == 0);
            bounds.over = true;
            get(watched);

            assertThat(workers.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(gitHub.view).hasSizeGreaterThanOrEqualTo(OWED);
            last.forEach((name, state) ->
                    assertThat(gitHub.view.get(name)).isEqualTo(state.records().getFirst()));
            assertThat(registry.get("deptracker_leases_lost").counter().count()).isZero();
            assertThat(statistics.count().rows()).containsEntry(RowState.DEAD, 0L);
            System.out.printf("load: %d changes, the log at most %d kB%n", last.size(), bounds.mostWal >> 10);
            assertThat(bounds.mostWal).isLessThan(WAL_LIMIT);
            assertThatItShrinks(outbox);
        }
    }

    /** Changes deployments at random until the first backlog is delivered. */
    private static Map<String, DesiredState> change(Intake intake, InProcess gitHub) throws InterruptedException {
        var random = new Random(7);
        var last = new ConcurrentHashMap<String, DesiredState>();
        int image = OWED;
        while (gitHub.view.size() < OWED) {
            String name = SampleRecords.name(random.nextInt(OWED));
            DesiredState state = SampleRecords.deployed(name, image++, "newer");
            intake.commit(List.of(state), _ -> true);
            last.put(name, state);
            Thread.sleep(BETWEEN_EVENTS);
        }
        return last;
    }

    private void assertThatItShrinks(OutboxFile outbox) throws InterruptedException {
        var sizes = new ArrayList<Long>();
        sizes.add(outbox.fileBytes() + outbox.walBytes());
        // Rows that finished at this very instant are not old yet.
        Thread.sleep(2);
        new Pruning(outbox, CLOCK, Duration.ZERO, Duration.ZERO).run();
        sizes.add(outbox.fileBytes());
        // The deployments remain, and are more than half of the file.
        assertThat(sizes.getLast())
                .describedAs("before and after pruning: %s", sizes)
                .isLessThan(sizes.getFirst() * 2 / 3);
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The largest size that the log had. */
    private static final class Bounds implements Runnable {
        private final OutboxFile outbox;
        private long mostWal;
        private volatile boolean over;

        Bounds(OutboxFile outbox) {
            this.outbox = outbox;
        }

        @Override
        public void run() {
            while (!over) {
                mostWal = Math.max(mostWal, outbox.walBytes());
                await().pollDelay(Duration.ofMillis(20)).until(() -> true);
            }
        }
    }
}
