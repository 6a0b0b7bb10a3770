package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Digest;
import io.deptracker.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The brake at starts with a cluster that lacks much of what the file contains. */
class BrakeTest {
    private static final String NAMESPACE = "shop";

    private final SettableClock clock = new SettableClock();

    @AutoClose
    private final OutboxFile file;

    private Intake intake;

    /** A start of the controller on the file, with its own cluster. */
    private final class Start {
        private final WorkQueue queue = new WorkQueue();
        private final ClusterState state = new ClusterState(queue::add);
        private final Brake brake;
        private final Reconciler reconciler;

        Start(boolean confirmed, int workloads) throws InterruptedException {
            brake = new Brake(intake.brake(), confirmed, clock);
            var registry = new SimpleMeterRegistry();
            reconciler = new Reconciler(
                    DefaultTracking.truth(state, registry),
                    queue,
                    intake,
                    brake,
                    new IntakeMetrics(registry),
                    new SkippedContainers(registry),
                    clock);
            IntStream.range(0, workloads).forEach(this::run);
            reconciler.survey();
            compare();
            reconciler.compared();
        }

        final void run(int workload) {
            run(new OwnerRef("example.com", "Foreign", "web-" + workload), "web-" + workload + "-pod");
        }

        final void run(OwnerRef owner, String pod) {
            var container = new Container("app", "ghcr.io/acme/shop:v1", new Digest("sha256:" + "a".repeat(64)));
            state.put(new PodState(
                    NAMESPACE, pod, owner, null, "2026-03-01T10:00:00Z", Phase.RUNNING, List.of(container), Map.of()));
        }

        void delete(int workload) {
            state.removePod(NAMESPACE, "web-" + workload + "-pod");
        }

        final void compare() throws InterruptedException {
            reconciler.reconcileAll();
            while (!queue.isIdle()) {
                assertThat(reconciler.runOnce(Duration.ZERO)).isTrue();
            }
        }
    }

    BrakeTest(@TempDir Path folder) {
        file = Outbox.open(folder.resolve("outbox.db"));
        intake = new Intake(file, clock, () -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "20, 0, 0, a small file is emptied by everyday work",
        "21, 0, 21, all are gone",
        "40, 20, 0, half of them is not most",
        "40, 19, 21, more than half",
    })
    void holdsWhereMostOfOverTwentyDeploymentsWouldVanish(int before, int after, int held, String why)
            throws Exception {
        var _ = new Start(false, before);
        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(before);

        var second = new Start(false, after);

        assertThat(second.brake.held()).describedAs(why).isEqualTo(held);
        assertThat(intake.brake().deployed(_ -> true)).describedAs(why).isEqualTo(after + held);
    }

    @Test
    void aRetiredClusterIsDecommissionedInSpiteOfTheBrake() throws Exception {
        var _ = new Start(false, 30);
        var second = new Start(false, 10);
        assertThat(second.brake.held()).isEqualTo(20);

        intake.retirement().begin();
        second.run(100);
        second.compare();

        assertThat(intake.brake().deployed(_ -> true)).isZero();
        assertThat(second.brake.held()).isZero();
        var third = new Start(false, 10);
        assertThat(intake.brake().deployed(_ -> true)).isZero();
        assertThat(third.brake.held()).isZero();
        intake.retirement().undo();
        third.compare();
        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(10);
    }

    @Test
    void aHeldBrakeStopsNothingElse() throws Exception {
        var _ = new Start(false, 30);
        var second = new Start(false, 10);
        assertThat(second.brake.held()).isEqualTo(20);

        second.run(100);
        second.delete(3);
        second.compare();

        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(30 + 1 - 1);
        assertThat(second.brake.held()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "batch, Job, 0",
        "batch.volcano.sh, Job, 0",
        "kubeflow.org, MPIJob, 0",
        "tekton.dev, TaskRun, 0",
        "'', Pod, 0",
        "apps, StatefulSet, 30",
        "batch, CronJob, 30",
        "keda.sh, ScaledJob, 30",
        "argoproj.io, Rollout, 30",
    })
    void finishedRunsAreNoSignOfAWrongCluster(String group, String kind, int held) throws Exception {
        var first = new Start(false, 22);
        for (int run = 0; run < 30; run++) {
            if (kind.equals("Job") && group.equals("batch")) {
                first.state.put(new OwnerState(Kind.JOB, NAMESPACE, "run-" + run, null, 0, Map.of(), false));
            }
            if (kind.equals("StatefulSet")) {
                first.state.put(new OwnerState(Kind.STATEFUL_SET, NAMESPACE, "run-" + run, null, 0, Map.of(), false));
            }
            if (kind.equals("CronJob")) {
                first.state.put(new OwnerState(Kind.CRON_JOB, NAMESPACE, "run-" + run, null, 0, Map.of(), false));
            }
            first.run(new OwnerRef(group, kind, "run-" + run), "run-" + run);
        }
        first.compare();

        var second = new Start(false, 22);

        assertThat(second.brake.held()).isEqualTo(held);
        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(22 + held);
    }

    @Test
    void whatComesBackIsNotHeldAnyMore() throws Exception {
        var _ = new Start(false, 30);
        var second = new Start(false, 10);

        IntStream.range(10, 30).forEach(second::run);
        second.compare();
        assertThat(second.brake.held()).isZero();
        second.delete(29);
        second.compare();

        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(29);
        assertThat(intake.brake().read().heldSince()).isEmpty();
    }

    @Test
    void aRestartGoesOnHoldingEvenWhereItWouldNotBeMostAnyMore() throws Exception {
        var _ = new Start(false, 30);
        var second = new Start(false, 10);
        IntStream.range(100, 130).forEach(second::run);
        second.compare();
        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(60);
        var since = intake.brake().read().heldSince();
        clock.advance(Duration.ofHours(1));

        var third = new Start(false, 10);
        IntStream.range(100, 130).forEach(third::run);
        third.compare();

        assertThat(third.brake.held()).isEqualTo(20);
        assertThat(intake.brake().deployed(_ -> true)).isEqualTo(60);
        assertThat(intake.brake().read().heldSince()).isEqualTo(since);
    }

    @Test
    void aConfirmationLetsItThroughOnce() throws Exception {
        var _ = new Start(false, 50);
        assertThat(new Start(false, 0).brake.held()).isEqualTo(50);

        assertThat(new Start(true, 0).brake.held()).isZero();
        assertThat(intake.brake().deployed(_ -> true)).isZero();

        // Even if an operator forgets to remove the setting, the next mistake is held back.
        var _ = new Start(true, 50);
        assertThat(new Start(true, 0).brake.held()).isEqualTo(50);
        assertThat(new Start(true, 0).brake.held()).isEqualTo(50);
        // Removed and set again, it confirms again.
        assertThat(new Start(false, 0).brake.held()).isEqualTo(50);
        assertThat(new Start(true, 0).brake.held()).isZero();
        assertThat(intake.brake().deployed(_ -> true)).isZero();
    }

    @Test
    void aConfirmationThatWasUsedStaysSoWhereWhatWasHeldComesBack() throws Exception {
        var _ = new Start(false, 50);
        assertThat(new Start(true, 0).brake.held()).isZero();
        var _ = new Start(true, 50);
        var held = new Start(true, 0);
        assertThat(held.brake.held()).isEqualTo(50);

        IntStream.range(0, 50).forEach(held::run);
        held.compare();
        assertThat(held.brake.held()).isZero();

        assertThat(new Start(true, 0).brake.held()).isEqualTo(50);
    }

    @Test
    void aConfirmationIsNotUsedUpBeforeEverythingWasCompared() throws Exception {
        var _ = new Start(false, 50);
        var brake = new Brake(intake.brake(), true, clock);
        var registry = new SimpleMeterRegistry();
        var killed = new Reconciler(
                DefaultTracking.truth(new ClusterState((workload, cause) -> {}), registry),
                new WorkQueue(),
                intake,
                brake,
                new IntakeMetrics(registry),
                new SkippedContainers(registry),
                clock);
        killed.survey();

        assertThat(new Start(true, 0).brake.held()).isZero();
        assertThat(intake.brake().deployed(_ -> true)).isZero();
    }
}
