package io.deptracker.cluster;

import static io.deptracker.cluster.OwnedObjects.container;
import static io.deptracker.cluster.OwnedObjects.labelled;
import static io.deptracker.cluster.OwnedObjects.named;
import static io.deptracker.cluster.OwnedObjects.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.OwnedObjects.Owner;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which workload a pod belongs to, by the group and kind of its owners, over the whole path. */
class WorkloadIdentityTest {
    private static final String V1 = "ghcr.io/lab-org/web:v1";
    private static final String V2 = "ghcr.io/lab-org/web:v2";

    @AutoClose
    private final EndToEndServers servers;

    WorkloadIdentityTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "batch.volcano.sh/v1alpha1, Job",
        "apps.kruise.io/v1beta1, StatefulSet",
        "apps.kruise.io/v1alpha1, DaemonSet",
        "example.com/v1, Deployment",
        "example.com/v1, ReplicaSet",
        "example.com/v1, CronJob",
        "example.com/v1, ReplicationController",
        "example.com/v1, Pod",
    })
    void aKindOfAnotherGroupWithAnOwnKindsNameIsAKindOfItsOwn(String apiVersion, String kind) throws Exception {
        try (var path = servers.open(Map.of())) {
            servers.sink.put(running("train-0", new Owner(apiVersion, kind, "train"), V1));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/train/app", "deployed"));

            servers.sink.delete(running("train-0", new Owner(apiVersion, kind, "train"), V1));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/train/app", "decommissioned"));
        }
    }

    @Test
    void twoKindsOfOneNameAreTwoWorkloads() throws Exception {
        var ours = new Owner("apps/v1", "StatefulSet", "db");
        var kruises = new Owner("apps.kruise.io/v1beta1", "StatefulSet", "db");
        try (var path =
                servers.open(Map.of("DN_TEMPLATE", "{{namespace}}/{{kind}}/{{deploymentName}}/{{containerName}}"))) {
            servers.sink.put(named(new StatefulSet(), "db", null));
            servers.sink.put(container(running("db-0", ours, V1), "pg"));
            servers.sink.put(container(running("db-1", kruises, V2), "shard"));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses())
                    .isEqualTo(Map.of("shop/StatefulSet/db/pg", "deployed", "shop/StatefulSet/db/shard", "deployed"));

            servers.sink.delete(container(running("db-1", kruises, V2), "shard"));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses())
                    .isEqualTo(Map.of(
                            "shop/StatefulSet/db/pg", "deployed", "shop/StatefulSet/db/shard", "decommissioned"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "keda.sh/v1alpha1, ScaledJob",
        "jobset.x-k8s.io/v1alpha2, JobSet",
        "apps.kruise.io/v1alpha1, AdvancedCronJob",
        "example.com/v1, Anything",
        "batch/v1, CronJob",
    })
    void jobsOfAnyControllerShareItsName(String apiVersion, String kind) throws Exception {
        var controller = new Owner(apiVersion, kind, "queue");
        try (var path = servers.open(Map.of())) {
            for (String job : List.of("queue-7k2p", "queue-9xx1")) {
                servers.sink.put(named(new Job(), job, controller));
                servers.sink.put(running(job + "-pod", new Owner("batch/v1", "Job", job), V1));
            }
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/queue/app", "deployed"));
            assertThat(servers.github.accepted()).hasSize(1);
        }
    }

    @Test
    void nothingIsTakenBackWhilePodsWaitForAnOwnerThatIsYetToBeSeen() throws Exception {
        var old = named(new ReplicaSet(), "web-h1", new Owner("apps/v1", "Deployment", "web"));
        Pod ofOld = container(
                labelled(running("web-h1-a", new Owner("apps/v1", "ReplicaSet", "web-h1"), V1), "h1"), "proxy");
        servers.sink.put(named(new Deployment(), "web", null));
        servers.sink.put(old);
        servers.sink.put(named(new ReplicaSet(), "web-h2", new Owner("apps/v1", "Deployment", "web")));
        servers.sink.put(ofOld);
        servers.sink.put(labelled(running("web-h2-a", new Owner("apps/v1", "ReplicaSet", "web-h2"), V2), "h2"));
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/web/proxy", "deployed", "shop/web/app", "deployed"));
        }
        // The garbage collector deletes the owner before its pods, and a tracker that starts then never sees it.
        servers.sink.delete(old);
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/web/proxy", "deployed", "shop/web/app", "deployed"));

            servers.sink.delete(ofOld);
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses())
                    .isEqualTo(Map.of("shop/web/proxy", "decommissioned", "shop/web/app", "deployed"));
        }
    }

    @Test
    void aMirrorPodIsABarePod() throws Exception {
        Pod mirror = running("kube-proxy-node-1", new Owner("v1", "Node", "node-1"), V1);
        servers.sink.put(mirror);
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEmpty();
        }
        try (var path = servers.open(Map.of("TRACK_BARE_PODS", "true"))) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/kube-proxy-node-1/app", "deployed"));
        }
    }
}
