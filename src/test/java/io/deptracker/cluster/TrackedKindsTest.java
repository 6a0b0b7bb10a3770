package io.deptracker.cluster;

import static io.deptracker.cluster.OwnedObjects.named;
import static io.deptracker.cluster.OwnedObjects.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.OwnedObjects.Owner;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds of workloads that are tracked: by default, included, excluded, and bare pods. */
class TrackedKindsTest {
    private static final String V1 = "ghcr.io/lab-org/web:v1";

    @AutoClose
    private final EndToEndServers servers;

    TrackedKindsTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
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
        servers.sink.put(running("build-pod", new Owner(apiVersion, kind, "build-x7k2p"), V1));
        try (var path = servers.open(Map.of("INCLUDE_KINDS", "*"))) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEmpty();
        }
        String qualified = kind + "." + apiVersion.substring(0, apiVersion.indexOf('/'));
        try (var path = servers.open(Map.of("INCLUDE_KINDS", "Deployment," + qualified))) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/build-x7k2p/app", "deployed"));
        }
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/build-x7k2p/app", "decommissioned"));
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
        servers.sink.put(named(new StatefulSet(), "db", null));
        servers.sink.put(running("db-0", new Owner("apps/v1", "StatefulSet", "db"), V1));
        servers.sink.put(running("kdb-0", new Owner("apps.kruise.io/v1beta1", "StatefulSet", "kdb"), V1));
        servers.sink.put(named(new ReplicaSet(), "ro-h1", new Owner("argoproj.io/v1alpha1", "Rollout", "ro")));
        servers.sink.put(running("ro-h1-a", new Owner("apps/v1", "ReplicaSet", "ro-h1"), V1));
        try (var path = servers.open(Map.of("INCLUDE_KINDS", include, "EXCLUDE_KINDS", exclude))) {
            path.settleAt(servers.apiServer);
            assertThat(String.join(" ", servers.statuses().keySet())
                            .replace("shop/", "")
                            .replace("/app", ""))
                    .isEqualTo(tracked);
        }
    }

    @Test
    void barePodsAreTrackedWhereThatIsSwitchedOn() throws Exception {
        Pod pod = running("debug", null, V1);
        servers.sink.put(pod);
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            assertThat(servers.github.accepted()).isEmpty();
        }
        try (var path = servers.open(Map.of("TRACK_BARE_PODS", "true"))) {
            assertThat(servers.status("shop/debug/app")).isEqualTo("deployed");
            servers.sink.delete(pod);
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/debug/app")).isEqualTo("decommissioned");
        }
    }

    @Test
    void aReplicationControllerIsAWorkloadThatMayStandEmpty() throws Exception {
        var controller = named(new ReplicationController(), "old", null);
        Pod pod = running("old-1", new Owner("v1", "ReplicationController", "old"), V1);
        servers.sink.put(controller);
        servers.sink.put(pod);
        try (var path = servers.open(Map.of())) {
            assertThat(servers.status("shop/old/app")).isEqualTo("deployed");
            servers.sink.delete(pod);
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/old/app")).isEqualTo("deployed");
            servers.sink.delete(controller);
            path.settleAt(servers.apiServer);
            assertThat(servers.status("shop/old/app")).isEqualTo("decommissioned");
        }
    }
}
