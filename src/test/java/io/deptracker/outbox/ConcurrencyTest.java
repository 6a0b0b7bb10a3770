package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.many;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.operator.Statistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
    private static final int WORKERS = 8;
    private static final int DEPLOYMENTS = 2000;
    private static final int CHANGED = 1000;
    private static final int COMMIT = 50;
    private static final int BATCH = 20;

    private final Map<Long, Integer> deliveries = new ConcurrentHashMap<>();
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
    private final List<String> twiceAtOnce = new ArrayList<>();

    @Test
    @Timeout(120)
    void eightWorkersDeliverEachRowOnceWhileMoreIsOwed(@TempDir Path folder) throws Exception {
        try (var outbox = new TestOutbox(folder);
                var threads = Executors.newFixedThreadPool(WORKERS + 1)) {
            Future<?> intake = threads.submit(() -> commit(outbox));
            Callable<Integer> worker = () -> work(outbox, intake);
            var workers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(threads.submit(worker));
            }
            int lost = 0;
            for (Future<Integer> each : workers) {
                lost += each.get(110, TimeUnit.SECONDS);
            }

            assertThat(lost).as("lost leases").isZero();
            assertThat(twiceAtOnce).as("deployments in flight twice at once").isEmpty();
            assertThat(deliveries.values()).containsOnly(1);
            assertThat(outbox.rows())
                    .hasSize(DEPLOYMENTS + CHANGED)
                    .allSatisfy(row -> assertThat(row.state())
                            .isEqualTo(deliveries.containsKey(row.id()) ? "delivered" : "superseded"));
            assertThat(outbox.texts("""
                            SELECT deployment_name FROM deployment
                            WHERE accepted_digest IS NOT digest OR accepted_status IS NOT status"""))
                    .as("deployments whose last accepted record is not the last one committed")
                    .isEmpty();
        }
    }

    /** Commits every deployment and soon after a change of half of them. */
    private static void commit(TestOutbox outbox) {
        List<DesiredState> states = many(DEPLOYMENTS);
        for (int from = 0; from < DEPLOYMENTS; from += COMMIT) {
            List<DesiredState> some = states.subList(from, from + COMMIT);
            outbox.commit(some);
            outbox.commit(some.stream()
                    .limit((long) COMMIT * CHANGED / DEPLOYMENTS)
                    .map(state -> Fixtures.running(state.workload().name(), DEPLOYMENTS + 1))
                    .toList());
        }
    }

    /** Delivers until the backlog is empty; returns the number of lost leases. */
    private int work(TestOutbox outbox, Future<?> intake) {
        LeaseQueue queue = outbox.queue();
        var statistics = new Statistics(outbox.file(), outbox.clock);
        int lost = 0;
        while (true) {
            boolean lastLook = intake.isDone();
            List<Lease> leases = queue.lease(BATCH).leases();
            if (leases.isEmpty() && lastLook && statistics.count().owed() == 0) {
                return lost;
            }
            for (Lease lease : leases) {
                if (!inFlight.add(lease.record().deploymentName())) {
                    synchronized (twiceAtOnce) {
                        twiceAtOnce.add(lease.record().deploymentName());
                    }
                }
                deliveries.merge(lease.rowId(), 1, Integer::sum);
            }
            leases.forEach(lease -> inFlight.remove(lease.record().deploymentName()));
            lost += (int) queue.settle(leases.stream().map(Deliver::new).toList()).stream()
                    .filter(applied -> applied.result() == AppliedTransition.Result.LEASE_LOST)
                    .count();
        }
    }
}
