package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.delivery.CallResult;
import io.deptracker.delivery.Gate;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of this tracker: those that are there from the start, and what they show of the outbox and the gate. */
class MetricsTest {
    @AutoClose
    private final OperatorFixture operatorFixture;

    MetricsTest(@TempDir Path folder) throws Exception {
        operatorFixture = new OperatorFixture(folder);
    }

    /** A registry refers weakly to what a gauge reads, unless configured otherwise. */
    @Test
    void noGaugeIsLostToTheGarbageCollector() throws Exception {
        var collected = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return collected.get() == null;
        });

        assertThat(operatorFixture.samples().values().entrySet())
                .filteredOn(sample -> sample.getValue().isNaN())
                .extracting(Map.Entry::getKey)
                .containsExactly("deptracker_rate_limit_remaining");
    }

    @Test
    void theQueuesOwnSamplesAreThereFromTheStart() throws Exception {
        Samples samples = operatorFixture.samples();
        for (String state : List.of("pending", "leased", "delivered", "superseded", "parked", "unattested", "dead")) {
            assertThat(samples.values()).containsEntry("deptracker_outbox_rows{state=\"" + state + "\"}", 0.0);
        }
        for (String outcome : List.of("delivered", "retried", "handed_back", "parked", "unattested", "dead")) {
            assertThat(samples.values())
                    .containsEntry("deptracker_rows_settled_total{outcome=\"" + outcome + "\"}", 0.0);
        }
        for (String reason : List.of("rate_limit", "bad_credential", "outage", "forbidden", "paused")) {
            assertThat(samples.values()).containsEntry("deptracker_gate_shut{reason=\"" + reason + "\"}", 0.0);
        }
        for (String reason : Statistics.REASONS) {
            assertThat(samples.values())
                    .containsEntry("deptracker_deployments_differing{reason=\"" + reason + "\"}", 0.0);
        }
        assertThat(samples.values())
                .containsEntry("deptracker_deployments{status=\"deployed\"}", 0.0)
                .containsEntry("deptracker_deployments{status=\"decommissioned\"}", 0.0)
                .containsEntry("deptracker_outbox_oldest_due_age_seconds", 0.0)
                .containsEntry("deptracker_gate_shut_until_seconds", 0.0)
                .containsEntry("deptracker_accepted_last_timestamp_seconds", 0.0)
                .containsEntry("deptracker_rate_limit_remaining", Double.NaN)
                .containsEntry("deptracker_leases_lost_total", 0.0)
                .containsEntry("deptracker_leases_reaped_total", 0.0)
                .containsEntry("deptracker_containers_skipped_total{reason=\"no_digest\"}", 0.0)
                .containsEntry("deptracker_informers_watching", 0.0)
                .containsEntry("deptracker_informers_expected", 9.0)
                .containsEntry("deptracker_workloads_waiting", 0.0);
        assertThat(samples.values().get("deptracker_outbox_file_bytes")).isPositive();
        assertThat(samples.names("deptracker_outbox_wal_bytes")).hasSize(1);
        assertThat(samples.values().get("deptracker_outbox_volume_free_bytes"))
                .isPositive()
                .isLessThan(samples.values().get("deptracker_outbox_volume_bytes"));
    }

    @Test
    void theProcessItsPoolsAndTheBuildAreThere() throws Exception {
        Samples samples = operatorFixture.samples();
        assertThat(samples.names("jvm_"))
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "jvm_classes_loaded_classes");
        assertThat(samples.names("process_"))
                .contains("process_uptime_seconds", "process_start_time_seconds", "process_files_open_files")
                .anyMatch(name -> name.startsWith("process_cpu"));
        assertThat(samples.values())
                .containsKeys(
                        "hikaricp_connections_max{pool=\"outbox-writer\"}",
                        "hikaricp_connections_max{pool=\"outbox-reader\"}");
        assertThat(samples.values())
                .containsEntry(
                        "deptracker_build_info{java=\"%s\",version=\"1.2.3\"}".formatted(Runtime.version()), 1.0);
    }

    @Test
    void whatIsOwedIsCountedAndForHowLong() throws Exception {
        enqueue("web");
        enqueue("db");
        operatorFixture.advance(Duration.ofSeconds(90));
        Samples samples = operatorFixture.samples();
        assertThat(samples.values())
                .containsEntry("deptracker_outbox_rows{state=\"pending\"}", 2.0)
                .containsEntry("deptracker_deployments{status=\"deployed\"}", 2.0)
                .containsEntry("deptracker_deployments_differing{reason=\"pending\"}", 2.0)
                .containsEntry("deptracker_outbox_oldest_due_age_seconds", 90.0);
        assertThat(samples.values().get("deptracker_outbox_wal_bytes")).isPositive();
    }

    @Test
    void whatMayNotBeReadIsNotExpectedToBeWatched() throws Exception {
        operatorFixture.kubernetes.forbid("cronjobs");
        operatorFixture.cluster.start();
        await().untilAsserted(() -> assertThat(operatorFixture.samples().values())
                .containsEntry("deptracker_informers_expected", 8.0)
                .containsEntry("deptracker_informers_watching", 8.0));
    }

    @Test
    void theGateTellsWhyItIsShutAndUntilWhen() throws Exception {
        var until = operatorFixture.now().plusSeconds(60);
        if (operatorFixture.gate.enter() instanceof Gate.Entry.Admitted open) {
            operatorFixture.gate.report(open, new CallResult.Limited(until, "slow down"), true);
        }
        assertThat(operatorFixture.samples().values())
                .containsEntry("deptracker_gate_shut{reason=\"rate_limit\"}", 1.0)
                .containsEntry("deptracker_gate_shut{reason=\"outage\"}", 0.0)
                .containsEntry("deptracker_gate_shut_until_seconds", (double) until.getEpochSecond());
    }

    @Test
    void aPauseShowsAsAReasonOfItsOwn() throws Exception {
        new GateStore(operatorFixture.outbox).pause(new GateStore.Pause("tokens change", operatorFixture.now()));
        assertThat(operatorFixture.samples().values())
                .containsEntry("deptracker_gate_shut{reason=\"paused\"}", 1.0)
                .containsEntry("deptracker_gate_shut{reason=\"rate_limit\"}", 0.0);
    }

    @Test
    void noLabelHoldsADigestAPodOrADeploymentName() throws Exception {
        enqueue("web");
        operatorFixture.cluster.start();
        Samples samples = operatorFixture.samples();
        assertThat(samples.labels())
                .isSubsetOf(
                        "action",
                        "area",
                        "cause",
                        "event_type",
                        "gc",
                        "id",
                        "java",
                        "le",
                        "outcome",
                        "pool",
                        "reason",
                        "state",
                        "status",
                        "version");
        assertThat(samples.values().keySet()).noneMatch(sample -> sample.contains("sha256") || sample.contains("web"));
    }

    @Test
    void aDatabaseThatFailsLeavesTheOtherSamples() throws Exception {
        operatorFixture.outbox.close();
        operatorFixture.advance(Duration.ofMinutes(1));
        var answer = operatorFixture.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Samples.parse(answer.body()).values())
                .containsEntry("deptracker_outbox_rows{state=\"dead\"}", Double.NaN)
                .containsEntry("deptracker_post_record_ok", 0.0);
    }

    private void enqueue(String name) {
        var workload = new Workload("ns", "apps", "Deployment", name);
        var record = new DeploymentRecord(
                "ns/" + name + "/app",
                Status.DEPLOYED,
                new Artifact("registry/" + name, new Digest("sha256:" + "a".repeat(64)), "1"),
                Metadata.NONE);
        operatorFixture.intake.commit(
                List.of(new DesiredState(workload, new Environment("prod", "", "c"), List.of(record))), _ -> true);
    }
}
