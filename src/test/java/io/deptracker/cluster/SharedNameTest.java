package io.deptracker.cluster;

import static io.deptracker.cluster.OwnedObjects.ended;
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
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment name that several workloads render: which of them has it, and when the other one gets it. */
class SharedNameTest {
    private static final String V1 = "ghcr.io/lab-org/web:v1";
    private static final String V2 = "ghcr.io/lab-org/web:v2";

    @AutoClose
    private final EndToEndServers servers;

    SharedNameTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @Test
    void aWorkloadThatRunsTakesTheNameOfOneThatDoesNot() throws Exception {
        var deploymentsSet = new Owner("apps/v1", "ReplicaSet", "web-d1");
        var rolloutsSet = new Owner("apps/v1", "ReplicaSet", "web-r1");
        servers.sink.put(named(new Deployment(), "web", null));
        servers.sink.put(named(new ReplicaSet(), "web-d1", new Owner("apps/v1", "Deployment", "web")));
        servers.sink.put(named(new ReplicaSet(), "web-r1", new Owner("argoproj.io/v1alpha1", "Rollout", "web")));
        try (var path = servers.open(Map.of())) {
            Pod ofDeployment = running("web-d1-a", deploymentsSet, V1);
            servers.sink.put(ofDeployment);
            path.settleAt(servers.apiServer);
            Pod ofRollout = running("web-r1-a", rolloutsSet, V2);
            servers.sink.put(ofRollout);
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded())
                    .as("the first keeps the name while its pods run")
                    .containsExactly("deployed v1");

            servers.sink.delete(ofDeployment);
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded()).containsExactly("deployed v1", "deployed v2");

            servers.sink.put(ofDeployment);
            path.settleAt(servers.apiServer);
            servers.sink.delete(ofRollout);
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded())
                    .as("the name changes back")
                    .containsExactly("deployed v1", "deployed v2", "deployed v1");

            servers.sink.delete(ofDeployment);
            servers.sink.delete(named(new Deployment(), "web", null));
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded())
                    .containsExactly("deployed v1", "deployed v2", "deployed v1", "decommissioned v1");
        }
    }

    @Test
    void withTheKindInTheNameAMigrationToAnotherKindIsTwoDeployments() throws Exception {
        servers.sink.put(named(new Deployment(), "web", null));
        servers.sink.put(named(new ReplicaSet(), "web-d1", new Owner("apps/v1", "Deployment", "web")));
        servers.sink.put(named(new ReplicaSet(), "web-r1", new Owner("argoproj.io/v1alpha1", "Rollout", "web")));
        Pod ofDeployment = running("web-d1-a", new Owner("apps/v1", "ReplicaSet", "web-d1"), V1);
        servers.sink.put(ofDeployment);
        servers.sink.put(running("web-r1-a", new Owner("apps/v1", "ReplicaSet", "web-r1"), V2));
        try (var path =
                servers.open(Map.of("DN_TEMPLATE", "{{kind}}/{{namespace}}/{{deploymentName}}/{{containerName}}"))) {
            assertThat(servers.statuses())
                    .isEqualTo(Map.of("Deployment/shop/web/app", "deployed", "Rollout/shop/web/app", "deployed"));

            servers.sink.delete(ofDeployment);
            servers.sink.delete(named(new Deployment(), "web", null));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses())
                    .isEqualTo(Map.of("Deployment/shop/web/app", "decommissioned", "Rollout/shop/web/app", "deployed"));
        }
    }

    @Test
    void aFinishedJobThatLostItsNameHasItAgainOnceTheOtherIsGone() throws Exception {
        servers.sink.put(named(new Job(), "web", null));
        Pod ofJob = ended(running("web-x", new Owner("batch/v1", "Job", "web"), V1), "Succeeded", "Never");
        servers.sink.put(ofJob);
        Pod ofCloneSet = running("web-a", new Owner("apps.kruise.io/v1alpha1", "CloneSet", "web"), V2);
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            servers.sink.put(ofCloneSet);
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded()).containsExactly("deployed v1", "deployed v2");

            servers.sink.delete(ofCloneSet);
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded())
                    .startsWith("deployed v1", "deployed v2")
                    .endsWith("deployed v1");
        }
    }

    @Test
    void theSameArtifactUnderAnotherWorkloadIsNoNewRecord() throws Exception {
        servers.sink.put(named(new StatefulSet(), "db", null));
        Pod ours = running("db-0", new Owner("apps/v1", "StatefulSet", "db"), V1);
        servers.sink.put(ours);
        try (var path = servers.open(Map.of())) {
            path.settleAt(servers.apiServer);
            servers.sink.put(running("kdb-0", new Owner("apps.kruise.io/v1beta1", "StatefulSet", "db"), V1));
            path.settleAt(servers.apiServer);
            servers.sink.delete(ours);
            path.settleAt(servers.apiServer);
            servers.sink.delete(named(new StatefulSet(), "db", null));
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded()).containsExactly("deployed v1");
        }
    }
}
