package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.Request;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a watched cluster is tracked: selectors, globs, annotations, and optional kinds. */
class TrackedTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";
    private static final Map<String, String> OPT_OUT = Map.of("deptracker.io/track", "false");

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final StandInSink sink = new StandInSink(server);
    private final MiniCluster cluster = new MiniCluster(sink, Clock.systemUTC());

    @AfterEach
    void close() {
        server.close();
        github.close();
    }

    @Test
    void severalNamespacesAreAskedForOneByOne() throws Exception {
        deployments("a", "b", "c");
        try (var path = open(Map.of("-namespace", "a, c"))) {
            assertThat(github.view()).containsOnlyKeys("a/web/app", "c/web/app");

            cluster.deleteNamespace("a");
            cluster.rollout("c", "web", "app", "ghcr.io/lab-org/web:v2");
            path.settleAt(server);
            assertThat(status("a/web/app")).isEqualTo("decommissioned");
            assertThat(github.view())
                    .extractingByKey("c/web/app")
                    .extracting(ReceivedRecord::digest)
                    .isEqualTo(digestOf("ghcr.io/lab-org/web:v2"));
        }
        assertThat(server.requests())
                .filteredOn(request -> !request.resource().equals("namespaces"))
                .extracting(Request::namespace)
                .containsOnly("a", "c");
    }

    @Test
    void aKindThatMayNotBeReadInOneOfTwoNamespacesIsReadInTheOther() throws Exception {
        deployments("a", "b");
        server.forbid("deployments", "b");
        try (var path = open(Map.of("-namespace", "a,b"))) {
            cluster.scale("b", "web", 0);
            cluster.scale("a", "web", 0);
            path.settleAt(server);

            assertThat(status("a/web/app")).isEqualTo("deployed");
            assertThat(status("b/web/app"))
                    .describedAs("gone, since the workload is unreadable and has no pods")
                    .isEqualTo("decommissioned");
        }
    }

    @Test
    void globsLeaveNamespacesOut() throws Exception {
        deployments("kube-system", "kube-public", "shop", "shop-test");
        try (var path = open(Map.of("-exclude-namespaces", "kube-*,*-test"))) {
            deployments("team-test", "kubeflow");
            path.settleAt(server);
            assertThat(github.view()).containsOnlyKeys("shop/web/app", "kubeflow/web/app");
        }
    }

    @Test
    void podsAreSelectedByTheServer() throws Exception {
        cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        cluster.deployment("shop", "tools", 1, Map.of("app", IMAGE));
        try (var _ = open(Map.of("POD_SELECTOR", "app=web"))) {
            assertThat(github.view()).containsOnlyKeys("shop/web/app");
        }
        assertThat(server.requests())
                .filteredOn(request -> request.resource().equals("pods"))
                .extracting(Request::query)
                .allSatisfy(query -> assertThat(query).contains("labelSelector=app=web"));
    }

    @Test
    void aSelectorThatNoLongerTakesAPodLeavesItsRecordAlone() throws Exception {
        cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        cluster.deployment("shop", "tools", 1, Map.of("app", IMAGE));
        try (var _ = open(Map.of())) {
            assertThat(github.view()).hasSize(2);
        }
        try (var path = open(Map.of("POD_SELECTOR", "app=web"))) {
            path.settleAt(server);
            assertThat(status("shop/tools/app")).isEqualTo("deployed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ghcr.io/lab-org/* |             | shop/web/app, shop/web/team",
                "                  | docker.io/* | shop/web/app, shop/web/team",
                "ghcr.io/*         | */team/*    | shop/web/app",
                "*/web             |             | shop/web/app",
                "ghcr.io/lab-org/we? |           | shop/web/app",
            })
    void imagesAreSelectedByTheirNames(String include, String exclude, String recorded) throws Exception {
        cluster.deployment(
                "shop",
                "web",
                1,
                Map.of("app", IMAGE, "team", "ghcr.io/lab-org/team/api:v1", "proxy", "docker.io/envoyproxy/envoy:v1"));
        var given = new HashMap<String, String>();
        given.put("IMAGE_INCLUDE", include == null ? "" : include);
        given.put("IMAGE_EXCLUDE", exclude == null ? "" : exclude);
        try (var _ = open(given)) {
            assertThat(github.view()).containsOnlyKeys(recorded.split(", "));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "docker.io/library/*       |                    | shop/web/short, shop/web/long",
                "nginx                     |                    | shop/web/short, shop/web/long",
                "library/nginx             |                    | shop/web/short, shop/web/long",
                "index.docker.io/library/* |                    | shop/web/short, shop/web/long",
                "bitnami/*                 |                    | shop/web/redis",
                "docker.io/*               | docker.io/nginx    | shop/web/redis",
                "                          | docker.io/*        | shop/web/app",
                "                          | nginx,*/redis      | shop/web/app",
            })
    void dockerHubsNamesMatchInEverySpelling(String include, String exclude, String recorded) throws Exception {
        cluster.deployment(
                "shop",
                "web",
                1,
                Map.of(
                        "app",
                        IMAGE,
                        "short",
                        "nginx:1",
                        "long",
                        "index.docker.io/library/nginx:2",
                        "redis",
                        "docker.io/bitnami/redis:7"));
        var given = new HashMap<String, String>();
        given.put("IMAGE_INCLUDE", include == null ? "" : include);
        given.put("IMAGE_EXCLUDE", exclude == null ? "" : exclude);
        try (var _ = open(given)) {
            assertThat(github.view()).containsOnlyKeys(recorded.split(", "));
            // The record has the name as the spec spells it.
            Optional.ofNullable(github.view().get("shop/web/long"))
                    .ifPresent(record -> assertThat(record.name()).isEqualTo("index.docker.io/library/nginx"));
        }
    }

    @Test
    void aContainerWhoseImageIsLeftOutNowHasNoRecordAnyMore() throws Exception {
        cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        try (var path = open(Map.of("IMAGE_INCLUDE", "ghcr.io/lab-org/*"))) {
            cluster.rollout("shop", "web", "app", "docker.io/library/nginx:1");
            path.settleAt(server);
            assertThat(status("shop/web/app")).isEqualTo("decommissioned");
            cluster.rollout("shop", "web", "app", IMAGE);
            path.settleAt(server);
            assertThat(status("shop/web/app")).isEqualTo("deployed");
        }
    }

    @Test
    void aWorkloadOptsOutAndInAgain() throws Exception {
        cluster.deployment("shop", "web", 2, Map.of("app", IMAGE));
        try (var path = open(Map.of())) {
            cluster.annotate("Deployment", "shop", "web", OPT_OUT);
            path.settleAt(server);
            assertThat(status("shop/web/app")).isEqualTo("decommissioned");
            cluster.scale("shop", "web", 0);
            path.settleAt(server);
            cluster.annotate("Deployment", "shop", "web", Map.of("deptracker.io/track", "true"));
            cluster.scale("shop", "web", 1);
            path.settleAt(server);
            assertThat(github.accepted())
                    .extracting(ReceivedRecord::status)
                    .containsExactly("deployed", "decommissioned", "deployed");
        }
    }

    @Test
    void aPodOptsOutByItself() throws Exception {
        cluster.statefulSet("shop", "db", 1, Map.of("app", IMAGE));
        cluster.annotate("Pod", "shop", "db-0", OPT_OUT);
        try (var path = open(Map.of())) {
            assertThat(github.view()).isEmpty();
            cluster.statefulSet("shop", "db", 2, Map.of("app", IMAGE));
            path.settleAt(server);
            assertThat(status("shop/db/app")).isEqualTo("deployed");
        }
    }

    @Test
    void aNamespaceOptsOutWithAllThatIsInIt() throws Exception {
        deployments("a", "b");
        cluster.scale("b", "web", 0);
        cluster.annotate("Namespace", "", "a", OPT_OUT);
        try (var _ = open(Map.of())) {
            assertThat(github.view()).isEmpty();
            cluster.scale("b", "web", 1);
            cluster.annotate("Namespace", "", "a", Map.of("deptracker.io/track", ""));
            awaitStatus("a/web/app", "deployed");
            awaitStatus("b/web/app", "deployed");

            cluster.scale("b", "web", 0);
            cluster.annotate("Namespace", "", "b", OPT_OUT);
            awaitStatus("b/web/app", "decommissioned");
        }
    }

    @Test
    void namespacesThatMayNotBeReadCanNotOptOut() throws Exception {
        deployments("a");
        cluster.annotate("Namespace", "", "a", OPT_OUT);
        server.forbid("namespaces");
        try (var _ = open(Map.of())) {
            assertThat(status("a/web/app")).isEqualTo("deployed");
        }
    }

    @Test
    void barePodsAreTrackedWhereThatIsSwitchedOn() throws Exception {
        Pod pod = pod("debug", null);
        sink.put(pod);
        try (var path = open(Map.of())) {
            path.settleAt(server);
            assertThat(github.accepted()).isEmpty();
        }
        try (var path = open(Map.of("TRACK_BARE_PODS", "true"))) {
            assertThat(status("shop/debug/app")).isEqualTo("deployed");
            sink.delete(pod);
            path.settleAt(server);
            assertThat(status("shop/debug/app")).isEqualTo("decommissioned");
        }
    }

    @Test
    void aReplicationControllerIsAWorkloadThatMayStandEmpty() throws Exception {
        var controller = new ReplicationControllerBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("old")
                .withUid("uid-old")
                .endMetadata()
                .build();
        Pod pod = pod("old-1", controller);
        sink.put(controller);
        sink.put(pod);
        try (var path = open(Map.of())) {
            assertThat(status("shop/old/app")).isEqualTo("deployed");
            sink.delete(pod);
            path.settleAt(server);
            assertThat(status("shop/old/app")).isEqualTo("deployed");
            sink.delete(controller);
            path.settleAt(server);
            assertThat(status("shop/old/app")).isEqualTo("decommissioned");
        }
    }

    private static Pod pod(String name, @Nullable HasMetadata owner) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid("uid-" + name)
                .withCreationTimestamp("2026-03-01T10:00:00Z")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage(IMAGE)
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("app")
                .withImage(IMAGE)
                .withImageID("ghcr.io/lab-org/web@" + digestOf(IMAGE))
                .endContainerStatus()
                .endStatus();
        if (owner != null) {
            pod.editMetadata()
                    .addNewOwnerReference()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .withController(true)
                    .endOwnerReference()
                    .endMetadata();
        }
        return pod.build();
    }

    private void deployments(String... namespaces) {
        for (String namespace : namespaces) {
            cluster.deployment(namespace, "web", 1, Map.of("app", IMAGE));
        }
    }

    private String status(String name) {
        ReceivedRecord record = github.view().get(name);
        return record == null ? "never heard of" : record.status();
    }

    private void awaitStatus(String name, String status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(status(name)).isEqualTo(status));
    }

    private EndToEndFixture open(Map<String, String> given) throws Exception {
        return EndToEndFixture.open(folder, server, github, given);
    }
}
