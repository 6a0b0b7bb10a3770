package io.deptracker.cluster;

import static io.deptracker.cluster.OwnedObjects.ended;
import static io.deptracker.cluster.OwnedObjects.named;
import static io.deptracker.cluster.OwnedObjects.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.OwnedObjects.Owner;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of pods that have ended: of runs, of lasting workloads and of bare pods. */
class EndedRunsTest {
    private static final String V1 = "ghcr.io/lab-org/web:v1";

    @AutoClose
    private final EndToEndServers servers;

    EndedRunsTest(@TempDir Path folder) {
        servers = new EndToEndServers(folder);
    }

    @Test
    void whatStartsJobsAgainAndAgainKeepsItsRecordBetweenThem() throws Exception {
        try (var path = servers.open(Map.of())) {
            servers.sink.put(named(new Job(), "queue-7k2p", new Owner("keda.sh/v1alpha1", "ScaledJob", "queue")));
            Pod pod = running("queue-7k2p-pod", new Owner("batch/v1", "Job", "queue-7k2p"), V1);
            servers.sink.put(pod);
            path.settleAt(servers.apiServer);

            servers.sink.put(ended(pod, "Succeeded", "Never"));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/queue/app", "deployed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void aRunOfAnyOtherKindThatHasEndedIsDecommissioned(String phase) throws Exception {
        Pod pod = running("mpi-0", new Owner("kubeflow.org/v1", "MPIJob", "mpi"), V1);
        Pod second = running("mpi-1", new Owner("kubeflow.org/v1", "MPIJob", "mpi"), V1);
        try (var path = servers.open(Map.of())) {
            servers.sink.put(pod);
            servers.sink.put(second);
            path.settleAt(servers.apiServer);
            servers.sink.put(ended(pod, phase, "OnFailure"));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/mpi/app", "deployed"));

            servers.sink.put(ended(second, "Succeeded", "OnFailure"));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/mpi/app", "decommissioned"));
            assertThat(servers.github.accepted()).hasSize(2);
        }
    }

    @Test
    void anEvictedPodOfALastingWorkloadIsNoEnd() throws Exception {
        Pod pod = running("web-0", new Owner("apps.kruise.io/v1alpha1", "CloneSet", "web"), V1);
        try (var path = servers.open(Map.of())) {
            servers.sink.put(pod);
            path.settleAt(servers.apiServer);
            servers.sink.put(ended(pod, "Failed", "Always"));
            path.settleAt(servers.apiServer);
            assertThat(servers.statuses()).isEqualTo(Map.of("shop/web/app", "deployed"));
        }
    }

    @ParameterizedTest
    @CsvSource({"Failed, Always", "Failed, Never", "Succeeded, OnFailure"})
    void aBarePodThatIsEvictedOrEndsKeepsItsRecordUntilItIsDeleted(String phase, String restartPolicy)
            throws Exception {
        Pod pod = running("debug", null, V1);
        try (var path = servers.open(Map.of("TRACK_BARE_PODS", "true"))) {
            servers.sink.put(pod);
            path.settleAt(servers.apiServer);
            servers.sink.put(ended(pod, phase, restartPolicy));
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded()).containsExactly("deployed v1");

            servers.sink.delete(pod);
            path.settleAt(servers.apiServer);
            assertThat(servers.recorded()).containsExactly("deployed v1", "decommissioned v1");
        }
    }
}
