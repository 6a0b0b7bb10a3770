package io.deptracker.standin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stories of a MiniCluster as a client sees them, on any server that it writes to. */
abstract class MiniClusterStories {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00.5Z"), ZoneOffset.UTC);
    static final Map<String, String> V1 = Map.of("app", "ghcr.io/org/web:v1");
    private static final String V2 = "ghcr.io/org/web:v2";

    abstract MiniCluster cluster();

    abstract KubernetesClient client();

    @Test
    void deploymentRunsItsPodsThroughAReplicaSet() {
        cluster().deployment("n", "web", 2, V1);
        ReplicaSet replicaSet = replicaSets().getFirst();
        assertThat(client().apps()
                        .deployments()
                        .inNamespace("n")
                        .withName("web")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("deployment.kubernetes.io/revision", "1");
        assertThat(replicaSet.getMetadata().getAnnotations()).containsEntry("deployment.kubernetes.io/revision", "1");
        assertThat(owner(replicaSet.getMetadata().getOwnerReferences())).isEqualTo("Deployment web");
        assertThat(pods()).hasSize(2).allSatisfy(pod -> {
            OwnerReference owner = pod.getMetadata().getOwnerReferences().getFirst();
            assertThat(owner.getUid()).isEqualTo(replicaSet.getMetadata().getUid());
            assertThat(replicaSet.getMetadata().getName())
                    .isEqualTo("web-" + pod.getMetadata().getLabels().get("pod-template-hash"));
            assertThat(pod.getMetadata().getName())
                    .startsWith(replicaSet.getMetadata().getName() + "-");
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            ContainerStatus status = pod.getStatus().getContainerStatuses().getFirst();
            assertThat(status.getState().getRunning()).isNotNull();
            assertThat(status.getImageID()).isEqualTo("ghcr.io/org/web@" + MiniCluster.digestOf("ghcr.io/org/web:v1"));
        });
        assertThat(client().namespaces().withName("n").get()).isNotNull();
    }

    @Test
    void rolloutReplacesPodByPod() {
        cluster().deployment("n", "web", 2, V1);
        Rollout rollout = cluster().startRollout("n", "web", "app", V2);
        assertThat(images()).containsOnly("ghcr.io/org/web:v1").hasSize(2);
        assertThat(rollout.step()).isTrue();
        assertThat(images()).containsExactlyInAnyOrder("ghcr.io/org/web:v1", "ghcr.io/org/web:v1", V2);
        assertThat(rollout.step()).isTrue();
        assertThat(images()).containsExactlyInAnyOrder("ghcr.io/org/web:v1", V2);
        rollout.finish();
        assertThat(images()).containsExactly(V2, V2);

        cluster().rollout("n", "web", "app", "ghcr.io/org/web:v1");
        assertThat(images()).containsExactly("ghcr.io/org/web:v1", "ghcr.io/org/web:v1");
        assertThat(replicaSets())
                .extracting(set -> set.getMetadata().getAnnotations().get("deployment.kubernetes.io/revision"))
                .containsExactlyInAnyOrder("2", "3");
    }

    @Test
    void scalingKeepsTheReplicaSet() {
        cluster().deployment("n", "web", 1, V1);
        cluster().scale("n", "web", 3);
        assertThat(pods()).hasSize(3);
        cluster().scale("n", "web", 0);
        assertThat(pods()).isEmpty();
        assertThat(replicaSets()).hasSize(1);
    }

    @Test
    void annotationsOfADeploymentReachItsReplicaSet() {
        cluster().deployment("n", "web", 1, V1);
        cluster().annotate("Deployment", "n", "web", Map.of("team", "payments"));
        assertThat(replicaSets().getFirst().getMetadata().getAnnotations())
                .containsEntry("team", "payments")
                .containsEntry("deployment.kubernetes.io/revision", "1");
    }

    @Test
    void deletionTakesDependentsAlongUnlessTheyAreOrphaned() {
        for (Propagation propagation : List.of(Propagation.BACKGROUND, Propagation.FOREGROUND)) {
            cluster().deployment("n", "web", 2, V1);
            cluster().deleteDeployment("n", "web", propagation);
            assertThat(pods()).isEmpty();
            assertThat(replicaSets()).isEmpty();
            assertThat(client().apps().deployments().inNamespace("n").list().getItems())
                    .isEmpty();
        }
        cluster().deployment("n", "web", 2, V1);
        cluster().deleteDeployment("n", "web", Propagation.ORPHAN);
        assertThat(client().apps().deployments().inNamespace("n").list().getItems())
                .isEmpty();
        assertThat(pods()).hasSize(2);
        ReplicaSet orphan = replicaSets().getFirst();
        assertThat(orphan.getMetadata().getOwnerReferences()).isEmpty();
        cluster().delete("ReplicaSet", "n", orphan.getMetadata().getName(), Propagation.BACKGROUND);
        assertThat(pods()).isEmpty();
    }

    @Test
    void setsOwnTheirPodsAndReplaceThoseOfAnotherTemplate() {
        cluster().statefulSet("n", "db", 2, Map.of("db", "postgres:17.2"));
        assertThat(pods()).extracting(pod -> pod.getMetadata().getName()).containsExactly("db-0", "db-1");
        assertThat(owner(pods().getFirst().getMetadata().getOwnerReferences())).isEqualTo("StatefulSet db");
        cluster().statefulSet("n", "db", 1, Map.of("db", "postgres:17.3"));
        assertThat(images()).containsExactly("postgres:17.3");
        assertThat(pods()).extracting(pod -> pod.getMetadata().getName()).containsExactly("db-0");
        cluster().deleteStatefulSet("n", "db");
        assertThat(pods()).isEmpty();

        cluster().daemonSet("n", "agent", 2, Map.of("agent", "agent@sha256:" + "ab".repeat(32)));
        assertThat(owner(pods().getFirst().getMetadata().getOwnerReferences())).isEqualTo("DaemonSet agent");
        assertThat(pods())
                .hasSize(2)
                .allSatisfy(pod -> assertThat(pod.getStatus()
                                .getContainerStatuses()
                                .getFirst()
                                .getImageID())
                        .isEqualTo("agent@sha256:" + "ab".repeat(32)));
        cluster().daemonSet("n", "agent", 1, Map.of("agent", "agent:2"));
        assertThat(images()).containsExactly("agent:2");
        cluster().deleteDaemonSet("n", "agent");
        assertThat(pods()).isEmpty();
    }

    @Test
    void jobsSucceed() {
        cluster().cronJob("n", "nightly", "report:v7");
        assertThat(pods()).isEmpty();
        String first = cluster().runCronJob("n", "nightly");
        String second = cluster().runCronJob("n", "nightly");
        assertThat(first).isNotEqualTo(second).matches("nightly-\\d+");
        assertThat(owner(client().batch()
                        .v1()
                        .jobs()
                        .inNamespace("n")
                        .withName(first)
                        .get()
                        .getMetadata()
                        .getOwnerReferences()))
                .isEqualTo("CronJob nightly");
        cluster().job("n", "import", "import:1");
        assertThat(pods()).hasSize(3).allSatisfy(pod -> {
            ContainerStatus status = pod.getStatus().getContainerStatuses().getFirst();
            assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
            assertThat(status.getState().getTerminated().getExitCode()).isZero();
            assertThat(status.getImageID()).contains("@sha256:");
        });
        cluster().deleteCronJob("n", "nightly");
        assertThat(pods())
                .singleElement()
                .satisfies(pod -> assertThat(owner(pod.getMetadata().getOwnerReferences()))
                        .isEqualTo("Job import"));
        cluster().deleteJob("n", "import");
        assertThat(pods()).isEmpty();
    }

    @Test
    void namespaceGoesWithAllThatIsInIt() {
        cluster().deployment("n", "web", 1, V1);
        cluster().job("n", "import", "import:1");
        cluster().deployment("other", "web", 1, V1);
        cluster().deleteNamespace("n");
        assertThat(client().namespaces().withName("n").get()).isNull();
        assertThat(client().pods().inAnyNamespace().list().getItems())
                .extracting(pod -> pod.getMetadata().getNamespace())
                .containsExactly("other");
    }

    List<Pod> pods() {
        return client().pods().inNamespace("n").list().getItems();
    }

    private List<ReplicaSet> replicaSets() {
        return client().apps().replicaSets().inNamespace("n").list().getItems();
    }

    private List<String> images() {
        return pods().stream()
                .map(pod -> pod.getStatus().getContainerStatuses().getFirst().getImage())
                .toList();
    }

    private static String owner(List<OwnerReference> references) {
        return Optional.of(references.getFirst())
                .filter(OwnerReference::getController)
                .map(reference -> reference.getKind() + " " + reference.getName())
                .orElseThrow();
    }
}
