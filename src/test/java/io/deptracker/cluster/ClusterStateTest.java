package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.record.Digest;
import io.deptracker.record.Workload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ownership of pods, for every order in which the cluster may report it. */
class ClusterStateTest {
    private static final Workload DEPLOYMENT = new Workload("shop", "apps", "Deployment", "web");
    private static final Workload ROLLOUT = new Workload("shop", "argoproj.io", "Rollout", "web");
    private static final Workload REPLICA_SET = new Workload("shop", "apps", "ReplicaSet", "web-abc");
    private static final Workload STATEFUL_SET = new Workload("shop", "apps", "StatefulSet", "web");

    private final WorkQueue queue = new WorkQueue();
    private final List<Workload> changed = new ArrayList<>();
    private final ClusterState state = new ClusterState((workload, cause) -> {
        changed.add(workload);
        queue.add(workload, cause);
    });

    @Test
    void aRolloutsPodsStayItsOwnWhenTheReplicaSetGoesFirst() {
        state.put(replicaSet(new OwnerRef("argoproj.io", "Rollout", "web")));
        state.put(pod("web-abc-1", new OwnerRef("apps", "ReplicaSet", "web-abc")));
        state.removeOwner(Kind.REPLICA_SET, "shop", "web-abc");
        assertThat(state.workloads()).containsExactly(ROLLOUT);
        state.removePod("shop", "web-abc-1");
        assertThat(state.workloads()).isEmpty();
        assertThat(state.view(ROLLOUT).exists()).isFalse();
    }

    @Test
    void theAnnotationsOfADeploymentThatGoesBeforeItsPodsStayWithThem() {
        var annotations = Map.of("metadata.github.com/team", "payments");
        state.put(new OwnerState(Kind.DEPLOYMENT, "shop", "web", null, 0, annotations, false));
        state.put(replicaSet(new OwnerRef("apps", "Deployment", "web")));
        state.put(pod("web-abc-1", new OwnerRef("apps", "ReplicaSet", "web-abc")));
        var before = state.view(DEPLOYMENT).members();

        state.removeOwner(Kind.DEPLOYMENT, "shop", "web");
        assertThat(state.view(DEPLOYMENT).exists()).isFalse();
        assertThat(state.view(DEPLOYMENT).members()).isEqualTo(before);

        state.removePod("shop", "web-abc-1");
        state.put(pod("web-abc-2", new OwnerRef("apps", "ReplicaSet", "web-abc")));
        assertThat(state.view(DEPLOYMENT).members())
                .singleElement()
                .satisfies(member -> assertThat(member.annotations()).doesNotContain(annotations));
    }

    @Test
    void aReplicaSetMayBeSeenAfterItsPods() {
        state.put(pod("web-abc-1", new OwnerRef("apps", "ReplicaSet", "web-abc")));
        assertThat(state.workloads()).containsExactly(DEPLOYMENT);
        state.put(replicaSet(new OwnerRef("argoproj.io", "Rollout", "web")));
        assertThat(state.workloads()).containsExactly(ROLLOUT);
    }

    @Test
    void aPodSaysNothingUntilItIsSeenWhoseItsJobIs() {
        var job = new Workload("shop", "batch", "Job", "report-1");
        var cronJob = new Workload("shop", "batch", "CronJob", "report");
        state.put(owner(Kind.CRON_JOB, "report", null));
        state.put(pod("report-1-x", new OwnerRef("batch", "Job", "report-1")));
        // There is something, so it is not gone either.
        assertThat(state.view(job)).isEqualTo(new WorkloadView(job, true, false, false, List.of()));

        state.put(owner(Kind.JOB, "report-1", new OwnerRef("batch", "CronJob", "report")));
        assertThat(state.view(job)).isEqualTo(new WorkloadView(job, false, false, List.of()));
        assertThat(state.view(cronJob).members()).hasSize(1);
    }

    @Test
    void anOwnerThatStaysUnseenForMinutesIsGivenUpOnce() {
        var start = Instant.parse("2026-03-01T10:00:00Z");
        var job = new Workload("shop", "batch", "Job", "report-1");
        state.put(pod("report-1-x", new OwnerRef("batch", "Job", "report-1")));
        assertThat(state.view(job).members()).isEmpty();
        assertThat(state.runs(job)).as("runs, since its pods may be running").isTrue();

        assertThat(state.giveUpUnseen(start)).isEmpty();
        assertThat(state.giveUpUnseen(start.plus(UnseenOwners.PATIENCE).minusMillis(1)))
                .isEmpty();
        changed.clear();
        assertThat(state.giveUpUnseen(start.plus(UnseenOwners.PATIENCE)))
                .containsExactly(OwnerKey.of(Kind.JOB, "shop", "report-1"));
        assertThat(changed).containsExactly(job);
        assertThat(state.view(job).members()).hasSize(1);
        assertThat(state.giveUpUnseen(start.plus(UnseenOwners.PATIENCE.multipliedBy(3))))
                .isEmpty();

        state.put(owner(Kind.JOB, "report-1", new OwnerRef("batch", "CronJob", "report")));
        assertThat(state.workloads()).containsExactly(new Workload("shop", "batch", "CronJob", "report"));
    }

    @Test
    void aClockThatWasSetBackStartsTheWaitAgain() {
        var start = Instant.parse("2026-03-01T10:00:00Z");
        state.put(pod("report-1-x", new OwnerRef("batch", "Job", "report-1")));
        state.view(new Workload("shop", "batch", "Job", "report-1"));
        state.giveUpUnseen(start);
        assertThat(state.giveUpUnseen(start.minus(Duration.ofDays(1)))).isEmpty();
        assertThat(state.giveUpUnseen(start.minus(Duration.ofDays(1)).plus(UnseenOwners.PATIENCE)))
                .hasSize(1);
    }

    @Test
    void anUnseenOwnerWithoutPodsIsForgotten() {
        var start = Instant.parse("2026-03-01T10:00:00Z");
        state.put(pod("report-1-x", new OwnerRef("batch", "Job", "report-1")));
        state.view(new Workload("shop", "batch", "Job", "report-1"));
        state.giveUpUnseen(start);
        state.removePod("shop", "report-1-x");
        assertThat(state.giveUpUnseen(start.plus(UnseenOwners.PATIENCE))).isEmpty();
    }

    @Test
    void aPodWhoseJobMayNotBeReadSpeaksForItself() {
        state.unreadable(Kind.JOB, "");
        state.put(pod("report-1-x", new OwnerRef("batch", "Job", "report-1")));
        assertThat(state.view(new Workload("shop", "batch", "Job", "report-1")).members())
                .hasSize(1);
    }

    @Test
    void aReplicaSetMayComeBackUnderItsNameBelongingToAnother() {
        state.put(replicaSet(new OwnerRef("argoproj.io", "Rollout", "web")));
        state.put(pod("web-abc-1", new OwnerRef("apps", "ReplicaSet", "web-abc")));
        state.removeOwner(Kind.REPLICA_SET, "shop", "web-abc");
        state.put(replicaSet(new OwnerRef("apps", "Deployment", "web")));
        assertThat(state.workloads()).containsExactly(DEPLOYMENT);
    }

    @Test
    void anOrphanThatIsAdoptedIsNoWorkloadOfItsOwnAnyMore() {
        state.put(owner(Kind.DEPLOYMENT, "web", null));
        state.put(pod("web-abc-1", new OwnerRef("apps", "ReplicaSet", "web-abc")));
        state.put(replicaSet(null));
        assertThat(state.view(REPLICA_SET).exists()).isTrue();
        state.put(replicaSet(new OwnerRef("apps", "Deployment", "web")));
        assertThat(state.view(REPLICA_SET)).isEqualTo(new WorkloadView(REPLICA_SET, false, false, List.of()));
        assertThat(state.view(DEPLOYMENT).members()).hasSize(1);
    }

    /** The hash now points to another Deployment; the first one must not keep what it has lost. */
    @Test
    void aWorkloadThatLosesItsPodsToAnotherIsNamed(@TempDir Path folder) throws Exception {
        try (var file = Outbox.open(folder.resolve("outbox.db"))) {
            var intake = new Intake(file, InstantSource.system(), () -> {});
            var reconciler = reconciler(intake);
            state.unreadable(Kind.REPLICA_SET, "");
            var owner = new OwnerRef("apps", "ReplicaSet", "web-abc-def");
            state.put(pod("web-abc-def-1", owner, "def"));
            reconcile(reconciler);
            assertThat(intake.workloads()).containsExactly(new Workload("shop", "apps", "Deployment", "web-abc"));
            state.put(pod("web-abc-def-1", owner, "abc-def"));
            reconcile(reconciler);
            assertThat(intake.workloads()).containsExactly(DEPLOYMENT);
        }
    }

    @Test
    void aContestedNameIsGivenOverInTheCommitThatFreesIt(@TempDir Path folder) throws Exception {
        try (var file = Outbox.open(folder.resolve("outbox.db"))) {
            var intake = new Intake(file, InstantSource.system(), () -> {});
            var reconciler = reconciler(intake);
            state.put(owner(Kind.DEPLOYMENT, "web", null));
            state.put(replicaSet(new OwnerRef("apps", "Deployment", "web")));
            state.put(pod("web-abc-1", new OwnerRef("apps", "ReplicaSet", "web-abc")));
            reconcile(reconciler);
            assertThat(intake.workloads()).containsExactly(DEPLOYMENT);
            // The newcomer is compared first, while the other still has the name.
            state.put(owner(Kind.STATEFUL_SET, "web", null));
            state.put(pod("web-0", new OwnerRef("apps", "StatefulSet", "web")));
            state.removePod("shop", "web-abc-1");
            state.removeOwner(Kind.DEPLOYMENT, "shop", "web");
            reconcile(reconciler);
            assertThat(intake.workloads()).containsExactly(STATEFUL_SET);
        }
    }

    private Reconciler reconciler(Intake intake) {
        var registry = new SimpleMeterRegistry();
        var brake = new Brake(intake.brake(), false, InstantSource.system());
        return new Reconciler(
                DefaultTracking.truth(state, registry),
                queue,
                intake,
                brake,
                new IntakeMetrics(registry),
                new SkippedContainers(registry),
                InstantSource.system());
    }

    private void reconcile(Reconciler reconciler) throws InterruptedException {
        while (!queue.isIdle()) {
            assertThat(reconciler.runOnce(Duration.ZERO)).isTrue();
        }
    }

    private static OwnerState replicaSet(@Nullable OwnerRef controller) {
        return owner(Kind.REPLICA_SET, "web-abc", controller);
    }

    private static OwnerState owner(Kind kind, String name, @Nullable OwnerRef controller) {
        return new OwnerState(kind, "shop", name, controller, 0, Map.of(), false);
    }

    private static PodState pod(String name, OwnerRef owner) {
        return pod(name, owner, "abc");
    }

    private static PodState pod(String name, OwnerRef owner, String templateHash) {
        var container = new Container("app", "ghcr.io/acme/shop:v1", new Digest("sha256:" + "a".repeat(64)));
        return new PodState(
                "shop", name, owner, templateHash, "2026-03-01T10:00:00Z", Phase.RUNNING, List.of(container), Map.of());
    }
}
