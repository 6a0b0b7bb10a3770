package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The workload that pods belong to, by group and kind, over the whole path. */
class WorkloadIdentityTest {
    private static final String V1 = "ghcr.io/lab-org/web:v1";
    private static final String V2 = "ghcr.io/lab-org/web:v2";

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final StandInSink sink = new StandInSink(server);

    /** A controller as owner references name it. */
    private record Owner(String apiVersion, String kind, String name) {}

    @AfterEach
    void close() {
        server.close();
        github.close();
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
        try (var path = open(Map.of())) {
            sink.put(running("train-0", new Owner(apiVersion, kind, "train"), V1));
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/train/app", "deployed"));

            sink.delete(running("train-0", new Owner(apiVersion, kind, "train"), V1));
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/train/app", "decommissioned"));
        }
    }

    @Test
    void twoKindsOfOneNameAreTwoWorkloads() throws Exception {
        var ours = new Owner("apps/v1", "StatefulSet", "db");
        var kruises = new Owner("apps.kruise.io/v1beta1", "StatefulSet", "db");
        try (var path = open(Map.of("DN_TEMPLATE", "{{namespace}}/{{kind}}/{{deploymentName}}/{{containerName}}"))) {
            sink.put(named(new StatefulSet(), "db", null));
            sink.put(container(running("db-0", ours, V1), "pg"));
            sink.put(container(running("db-1", kruises, V2), "shard"));
            path.settleAt(server);
            assertThat(statuses())
                    .isEqualTo(Map.of("shop/StatefulSet/db/pg", "deployed", "shop/StatefulSet/db/shard", "deployed"));

            sink.delete(container(running("db-1", kruises, V2), "shard"));
            path.settleAt(server);
            assertThat(statuses())
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
        try (var path = open(Map.of())) {
            for (String job : List.of("queue-7k2p", "queue-9xx1")) {
                sink.put(named(new Job(), job, controller));
                sink.put(running(job + "-pod", new Owner("batch/v1", "Job", job), V1));
            }
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/queue/app", "deployed"));
            assertThat(github.accepted()).hasSize(1);
        }
    }

    @Test
    void whatStartsJobsAgainAndAgainKeepsItsRecordBetweenThem() throws Exception {
        try (var path = open(Map.of())) {
            sink.put(named(new Job(), "queue-7k2p", new Owner("keda.sh/v1alpha1", "ScaledJob", "queue")));
            Pod pod = running("queue-7k2p-pod", new Owner("batch/v1", "Job", "queue-7k2p"), V1);
            sink.put(pod);
            path.settleAt(server);

            sink.put(ended(pod, "Succeeded", "Never"));
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/queue/app", "deployed"));
        }
    }

    @Test
    void aMirrorPodIsABarePod() throws Exception {
        Pod mirror = running("kube-proxy-node-1", new Owner("v1", "Node", "node-1"), V1);
        sink.put(mirror);
        try (var path = open(Map.of())) {
            path.settleAt(server);
            assertThat(statuses()).isEmpty();
        }
        try (var path = open(Map.of("TRACK_BARE_PODS", "true"))) {
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/kube-proxy-node-1/app", "deployed"));
        }
    }

    @ParameterizedTest
    @CsvSource({"Failed, Always", "Failed, Never", "Succeeded, OnFailure"})
    void aBarePodThatIsEvictedOrEndsKeepsItsRecordUntilItIsDeleted(String phase, String restartPolicy)
            throws Exception {
        Pod pod = running("debug", null, V1);
        try (var path = open(Map.of("TRACK_BARE_PODS", "true"))) {
            sink.put(pod);
            path.settleAt(server);
            sink.put(ended(pod, phase, restartPolicy));
            path.settleAt(server);
            assertThat(recorded()).containsExactly("deployed v1");

            sink.delete(pod);
            path.settleAt(server);
            assertThat(recorded()).containsExactly("deployed v1", "decommissioned v1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tekton.dev/v1, TaskRun",
        "tekton.dev/v1beta1, PipelineRun",
        "argoproj.io/v1alpha1, Workflow",
        "actions.github.com/v1alpha1, EphemeralRunner",
        "actions.summerwind.dev/v1alpha1, Runner",
    })
    void kindsOfOneRunEachAreLeftOutUnlessTheyAreIncluded(String apiVersion, String kind) throws Exception {
        sink.put(running("build-pod", new Owner(apiVersion, kind, "build-x7k2p"), V1));
        try (var path = open(Map.of("INCLUDE_KINDS", "*"))) {
            path.settleAt(server);
            assertThat(statuses()).isEmpty();
        }
        String qualified = kind + "." + apiVersion.substring(0, apiVersion.indexOf('/'));
        try (var path = open(Map.of("INCLUDE_KINDS", "Deployment," + qualified))) {
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/build-x7k2p/app", "deployed"));
        }
        try (var path = open(Map.of())) {
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/build-x7k2p/app", "decommissioned"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // include | exclude | what is tracked of: native StatefulSet db, Kruise StatefulSet kdb, Rollout ro
                "''|''|db kdb ro",
                "StatefulSet|''|db kdb",
                "StatefulSet.apps|''|db",
                "*.argoproj.io|''|ro",
                "Rollout.argoproj.io, StatefulSet.apps.kruise.io|''|kdb ro",
                "''|StatefulSet|ro",
                "''|*Set.apps.kruise.io|db ro",
                "*|R?llout|db kdb",
                "Deployment|''|''",
            })
    void kindsAreIncludedAndExcluded(String include, String exclude, String tracked) throws Exception {
        sink.put(named(new StatefulSet(), "db", null));
        sink.put(running("db-0", new Owner("apps/v1", "StatefulSet", "db"), V1));
        sink.put(running("kdb-0", new Owner("apps.kruise.io/v1beta1", "StatefulSet", "kdb"), V1));
        sink.put(named(new ReplicaSet(), "ro-h1", new Owner("argoproj.io/v1alpha1", "Rollout", "ro")));
        sink.put(running("ro-h1-a", new Owner("apps/v1", "ReplicaSet", "ro-h1"), V1));
        try (var path = open(Map.of("INCLUDE_KINDS", include, "EXCLUDE_KINDS", exclude))) {
            path.settleAt(server);
            assertThat(String.join(" ", statuses().keySet())
                            .replace("shop/", "")
                            .replace("/app", ""))
                    .isEqualTo(tracked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void aRunOfAnyOtherKindThatHasEndedIsDecommissioned(String phase) throws Exception {
        Pod pod = running("mpi-0", new Owner("kubeflow.org/v1", "MPIJob", "mpi"), V1);
        Pod second = running("mpi-1", new Owner("kubeflow.org/v1", "MPIJob", "mpi"), V1);
        try (var path = open(Map.of())) {
            sink.put(pod);
            sink.put(second);
            path.settleAt(server);
            sink.put(ended(pod, phase, "OnFailure"));
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/mpi/app", "deployed"));

            sink.put(ended(second, "Succeeded", "OnFailure"));
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/mpi/app", "decommissioned"));
            assertThat(github.accepted()).hasSize(2);
        }
    }

    @Test
    void anEvictedPodOfALastingWorkloadIsNoEnd() throws Exception {
        Pod pod = running("web-0", new Owner("apps.kruise.io/v1alpha1", "CloneSet", "web"), V1);
        try (var path = open(Map.of())) {
            sink.put(pod);
            path.settleAt(server);
            sink.put(ended(pod, "Failed", "Always"));
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/web/app", "deployed"));
        }
    }

    @Test
    void aWorkloadThatRunsTakesTheNameOfOneThatDoesNot() throws Exception {
        var deploymentsSet = new Owner("apps/v1", "ReplicaSet", "web-d1");
        var rolloutsSet = new Owner("apps/v1", "ReplicaSet", "web-r1");
        sink.put(named(new Deployment(), "web", null));
        sink.put(named(new ReplicaSet(), "web-d1", new Owner("apps/v1", "Deployment", "web")));
        sink.put(named(new ReplicaSet(), "web-r1", new Owner("argoproj.io/v1alpha1", "Rollout", "web")));
        try (var path = open(Map.of())) {
            Pod ofDeployment = running("web-d1-a", deploymentsSet, V1);
            sink.put(ofDeployment);
            path.settleAt(server);
            Pod ofRollout = running("web-r1-a", rolloutsSet, V2);
            sink.put(ofRollout);
            path.settleAt(server);
            assertThat(recorded())
                    .as("the first keeps the name while its pods run")
                    .containsExactly("deployed v1");

            sink.delete(ofDeployment);
            path.settleAt(server);
            assertThat(recorded()).containsExactly("deployed v1", "deployed v2");

            sink.put(ofDeployment);
            path.settleAt(server);
            sink.delete(ofRollout);
            path.settleAt(server);
            assertThat(recorded())
                    .as("the name changes back")
                    .containsExactly("deployed v1", "deployed v2", "deployed v1");

            sink.delete(ofDeployment);
            sink.delete(named(new Deployment(), "web", null));
            path.settleAt(server);
            assertThat(recorded()).containsExactly("deployed v1", "deployed v2", "deployed v1", "decommissioned v1");
        }
    }

    @Test
    void nothingIsTakenBackWhilePodsWaitForAnOwnerThatIsYetToBeSeen() throws Exception {
        var old = named(new ReplicaSet(), "web-h1", new Owner("apps/v1", "Deployment", "web"));
        Pod ofOld = container(
                labelled(running("web-h1-a", new Owner("apps/v1", "ReplicaSet", "web-h1"), V1), "h1"), "proxy");
        sink.put(named(new Deployment(), "web", null));
        sink.put(old);
        sink.put(named(new ReplicaSet(), "web-h2", new Owner("apps/v1", "Deployment", "web")));
        sink.put(ofOld);
        sink.put(labelled(running("web-h2-a", new Owner("apps/v1", "ReplicaSet", "web-h2"), V2), "h2"));
        try (var path = open(Map.of())) {
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/web/proxy", "deployed", "shop/web/app", "deployed"));
        }
        // The garbage collector deletes the owner before its pods, and a tracker that starts then never sees it.
        sink.delete(old);
        try (var path = open(Map.of())) {
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/web/proxy", "deployed", "shop/web/app", "deployed"));

            sink.delete(ofOld);
            path.settleAt(server);
            assertThat(statuses()).isEqualTo(Map.of("shop/web/proxy", "decommissioned", "shop/web/app", "deployed"));
        }
    }

    @Test
    void withTheKindInTheNameAMigrationToAnotherKindIsTwoDeployments() throws Exception {
        sink.put(named(new Deployment(), "web", null));
        sink.put(named(new ReplicaSet(), "web-d1", new Owner("apps/v1", "Deployment", "web")));
        sink.put(named(new ReplicaSet(), "web-r1", new Owner("argoproj.io/v1alpha1", "Rollout", "web")));
        Pod ofDeployment = running("web-d1-a", new Owner("apps/v1", "ReplicaSet", "web-d1"), V1);
        sink.put(ofDeployment);
        sink.put(running("web-r1-a", new Owner("apps/v1", "ReplicaSet", "web-r1"), V2));
        try (var path = open(Map.of("DN_TEMPLATE", "{{kind}}/{{namespace}}/{{deploymentName}}/{{containerName}}"))) {
            assertThat(statuses())
                    .isEqualTo(Map.of("Deployment/shop/web/app", "deployed", "Rollout/shop/web/app", "deployed"));

            sink.delete(ofDeployment);
            sink.delete(named(new Deployment(), "web", null));
            path.settleAt(server);
            assertThat(statuses())
                    .isEqualTo(Map.of("Deployment/shop/web/app", "decommissioned", "Rollout/shop/web/app", "deployed"));
        }
    }

    @Test
    void aFinishedJobThatLostItsNameHasItAgainOnceTheOtherIsGone() throws Exception {
        sink.put(named(new Job(), "web", null));
        Pod ofJob = ended(running("web-x", new Owner("batch/v1", "Job", "web"), V1), "Succeeded", "Never");
        sink.put(ofJob);
        Pod ofCloneSet = running("web-a", new Owner("apps.kruise.io/v1alpha1", "CloneSet", "web"), V2);
        try (var path = open(Map.of())) {
            path.settleAt(server);
            sink.put(ofCloneSet);
            path.settleAt(server);
            assertThat(recorded()).containsExactly("deployed v1", "deployed v2");

            sink.delete(ofCloneSet);
            path.settleAt(server);
            assertThat(recorded()).startsWith("deployed v1", "deployed v2").endsWith("deployed v1");
        }
    }

    @Test
    void theSameArtifactUnderAnotherWorkloadIsNoNewRecord() throws Exception {
        sink.put(named(new StatefulSet(), "db", null));
        Pod ours = running("db-0", new Owner("apps/v1", "StatefulSet", "db"), V1);
        sink.put(ours);
        try (var path = open(Map.of())) {
            path.settleAt(server);
            sink.put(running("kdb-0", new Owner("apps.kruise.io/v1beta1", "StatefulSet", "db"), V1));
            path.settleAt(server);
            sink.delete(ours);
            path.settleAt(server);
            sink.delete(named(new StatefulSet(), "db", null));
            path.settleAt(server);
            assertThat(recorded()).containsExactly("deployed v1");
        }
    }

    private List<String> recorded() {
        return github.accepted().stream()
                .map(record -> record.status() + " " + record.version())
                .toList();
    }

    private Map<String, String> statuses() {
        var statuses = new TreeMap<String, String>();
        github.view().forEach((name, record) -> statuses.put(name, record.status()));
        return statuses;
    }

    private static <T extends HasMetadata> T named(T object, String name, @Nullable Owner owner) {
        object.setMetadata(metadata(name, owner));
        return object;
    }

    private static ObjectMeta metadata(String name, @Nullable Owner owner) {
        var metadata =
                new ObjectMetaBuilder().withNamespace("shop").withName(name).withUid("uid-" + name);
        if (owner != null) {
            metadata.withOwnerReferences(new OwnerReferenceBuilder()
                    .withApiVersion(owner.apiVersion())
                    .withKind(owner.kind())
                    .withName(owner.name())
                    .withUid("uid-" + owner.name())
                    .withController(true)
                    .build());
        }
        return metadata.build();
    }

    private static Pod running(String name, @Nullable Owner owner, String image) {
        String repository = image.substring(0, image.lastIndexOf(':'));
        Pod pod = new PodBuilder()
                .withMetadata(metadata(name, owner))
                .withNewSpec()
                .withRestartPolicy("Always")
                .addNewContainer()
                .withName("app")
                .withImage(image)
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("app")
                .withImage(image)
                .withImageID(repository + "@" + digestOf(image))
                .endContainerStatus()
                .endStatus()
                .build();
        pod.getMetadata().setCreationTimestamp("2026-03-01T10:00:00Z");
        return pod;
    }

    private static Pod container(Pod pod, String name) {
        pod.getSpec().getContainers().getFirst().setName(name);
        pod.getStatus().getContainerStatuses().getFirst().setName(name);
        return pod;
    }

    private static Pod labelled(Pod pod, String templateHash) {
        pod.getMetadata().setLabels(Map.of("pod-template-hash", templateHash));
        return pod;
    }

    private static Pod ended(Pod pod, String phase, String restartPolicy) {
        Pod ended = new PodBuilder(pod).build();
        ended.getSpec().setRestartPolicy(restartPolicy);
        ended.getStatus().setPhase(phase);
        return ended;
    }

    private EndToEndFixture open(Map<String, String> given) throws Exception {
        return EndToEndFixture.open(folder, server, github, given);
    }
}
