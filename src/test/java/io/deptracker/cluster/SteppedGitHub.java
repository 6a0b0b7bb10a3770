package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.AppliedTransition;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Transition;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.RuntimeRisk;
import io.deptracker.record.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A GitHub that leases rows from the outbox as the delivery does, and keeps what GitHub would show; some responses are
 * lost.
 */
final class SteppedGitHub {
    private final Random random;
    private final InstantSource clock;
    private final LeaseQueue queue;
    private final Map<String, String> view = new HashMap<>();
    private final Map<String, Set<Long>> accepted = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();

    SteppedGitHub(OutboxFile outbox, InstantSource clock, Random random) {
        this.random = random;
        this.clock = clock;
        this.queue = new LeaseQueue(
                outbox, clock, Duration.ofMinutes(1), () -> UUID.randomUUID().toString());
    }

    /** Returns what it shows under a name, in the model's form. */
    String view(String name) {
        return view.getOrDefault(name, DesiredStateModel.GONE);
    }

    /**
     * Returns how many records it received under a name; one whose response was lost is sent again, but counts once.
     */
    int accepted(String name) {
        return accepted.getOrDefault(name, Set.of()).size();
    }

    Set<String> names() {
        return accepted.keySet();
    }

    /** Delivers what is due; some of the responses are lost. */
    void deliverSome() {
        List<Lease> leases = queue.lease(1 + random.nextInt(20)).leases();
        settle(leases, 8);
    }

    void deliverAll() {
        for (List<Lease> leases = lease(); !leases.isEmpty(); leases = lease()) {
            settle(leases, Integer.MAX_VALUE);
        }
    }

    /** Simulates a crash of the tracker with calls in progress; some of them have arrived. */
    void crash() {
        lease().stream().filter(lease -> random.nextBoolean()).forEach(this::store);
        queue.reapAll();
    }

    private List<Lease> lease() {
        return queue.lease(100).leases();
    }

    private void settle(List<Lease> leases, int oddsAgainstALoss) {
        List<Transition> transitions =
                leases.stream().map(lease -> answered(lease, oddsAgainstALoss)).toList();
        assertThat(queue.settle(transitions))
                .as("lost leases")
                .noneMatch(applied -> applied.result() == AppliedTransition.Result.LEASE_LOST);
    }

    private Transition answered(Lease lease, int oddsAgainstALoss) {
        if (random.nextInt(oddsAgainstALoss) > 0 || oddsAgainstALoss == Integer.MAX_VALUE) {
            store(lease);
            return new Transition.Deliver(lease);
        }
        if (random.nextBoolean()) {
            store(lease);
        }
        return new Transition.Retry(lease, clock.instant(), null, "no response", false);
    }

    private void store(Lease lease) {
        DeploymentRecord record = lease.record();
        String name = record.deploymentName();
        assertThat(lease.rowId())
                .as("an older row of %s after a newer one", name)
                .isGreaterThanOrEqualTo(newest.getOrDefault(name, 0L));
        newest.put(name, lease.rowId());
        accepted.computeIfAbsent(name, any -> new HashSet<>()).add(lease.rowId());
        view.put(name, record.status() == Status.DEPLOYED ? text(record) : DesiredStateModel.GONE);
    }

    private static String text(DeploymentRecord record) {
        var risks = new TreeSet<String>();
        record.metadata().runtimeRisks().stream().map(RuntimeRisk::wireName).forEach(risks::add);
        var artifact = record.artifact();
        return "%s:%s %s %s %s"
                .formatted(
                        artifact.name(),
                        artifact.version(),
                        artifact.digest(),
                        record.metadata().tags(),
                        risks);
    }
}
