package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.PodState.Phase;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.record.Digest;
import io.deptracker.record.Workload;
import io.deptracker.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods whose owner the API server never lists. */
class UnseenOwnersTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "batch, Job",
        "apps, ReplicaSet",
        "'', ReplicationController",
    })
    void areRecordedWithoutItAfterMinutesAndItIsCountedOnce(String group, String kind, @TempDir Path folder)
            throws Exception {
        var clock = new SettableClock();
        var registry = new SimpleMeterRegistry();
        try (var outbox = Outbox.open(folder.resolve("outbox.db"))) {
            var queue = new WorkQueue();
            var state = new ClusterState(queue::add);
            var intake = new Intake(outbox, clock, () -> {});
            var reconciler = new Reconciler(
                    DefaultTracking.truth(state, registry),
                    queue,
                    intake,
                    new Brake(intake.brake(), false, clock),
                    new IntakeMetrics(registry),
                    new SkippedContainers(registry),
                    clock);
            state.put(pod("x7k2p-a", new OwnerRef(group, kind, "x7k2p")));
            state.put(pod("x7k2p-b", new OwnerRef(group, kind, "x7k2p")));
            reconciler.runOnce(Duration.ZERO);
            assertThat(intake.workloads())
                    .as("undecided while the owner may still be seen")
                    .isEmpty();

            for (int minute = 0; minute < 10; minute++) {
                reconciler.giveUpUnseen(clock.instant());
                reconciler.runOnce(Duration.ZERO);
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(intake.workloads()).containsExactly(new Workload("shop", group, kind, "x7k2p"));
            assertThat(registry.get("deptracker_owners_unseen").counter().count())
                    .isEqualTo(1);
        }
    }

    private static PodState pod(String name, OwnerRef owner) {
        var container = new PodState.Container("app", "ghcr.io/lab-org/web:v1", new Digest(DIGEST));
        return new PodState(
                "shop", name, owner, null, "2026-03-01T10:00:00Z", Phase.RUNNING, List.of(container), Map.of());
    }
}
