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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape contains before anything has happened, and what it contains about the outbox. */
class MetricsTest {
    private static final List<String> COUNTERS = List.of(
            "deptracker_events_processed_ok{event_type=\"CREATED\"}",
            "deptracker_events_processed_ok{event_type=\"DELETED\"}",
            "deptracker_events_processed_failed{event_type=\"CREATED\"}",
            "deptracker_events_processed_failed{event_type=\"DELETED\"}",
            "deptracker_post_record_ok",
            "deptracker_post_record_soft_fail",
            "deptracker_post_record_hard_fail",
            "deptracker_post_record_client_error",
            "deptracker_post_record_rate_limited",
            "deptracker_post_record_unknown_artifact",
            "deptracker_post_record_unknown_artifact_cache_hit");

    private static final List<String> BUCKETS =
            List.of("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "+Inf");

    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0;q=0.9,text/plain;q=0.5";

    private OperatorFixture operatorFixture;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        operatorFixture = new OperatorFixture(folder);
    }

    @AfterEach
    void close() {
        operatorFixture.close();
    }

    @Test
    void theGoTrackersSamplesAreThereFromTheStart() throws Exception {
        assertThat(operatorFixture.get("/metrics").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertStartsWithTheGoTrackersSamples(operatorFixture.samples());
    }

    @Test
    void soTheyAreForWhoAcceptsOpenMetrics() throws Exception {
        var answer = operatorFixture.get("/metrics", "Accept", OPEN_METRICS);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(answer.body()).endsWith("# EOF\n");
        assertStartsWithTheGoTrackersSamples(Samples.parse(answer.body()));
    }

    private static void assertStartsWithTheGoTrackersSamples(Samples samples) {
        var expected = new ArrayList<>(COUNTERS);
        addTimer(expected, "deptracker_events_processed_timer", "status=\"ok\"");
        addTimer(expected, "deptracker_events_processed_timer", "status=\"failed\"");
        addTimer(expected, "deptracker_post_deployment_record_timer", "");
        assertThat(samples.values()).containsKeys(expected.toArray(String[]::new));
        assertThat(expected)
                .allSatisfy(sample -> assertThat(samples.values().get(sample)).isZero());
        assertThat(samples.names("deptracker_events_processed"))
                .containsExactly(
                        "deptracker_events_processed_failed",
                        "deptracker_events_processed_ok",
                        "deptracker_events_processed_timer_bucket",
                        "deptracker_events_processed_timer_count",
                        "deptracker_events_processed_timer_max",
                        "deptracker_events_processed_timer_sum");
        assertThat(samples.names("deptracker_post_"))
                .containsExactly(
                        "deptracker_post_deployment_record_timer_bucket",
                        "deptracker_post_deployment_record_timer_count",
                        "deptracker_post_deployment_record_timer_max",
                        "deptracker_post_deployment_record_timer_sum",
                        "deptracker_post_record_client_error",
                        "deptracker_post_record_hard_fail",
                        "deptracker_post_record_ok",
                        "deptracker_post_record_rate_limited",
                        "deptracker_post_record_soft_fail",
                        "deptracker_post_record_unknown_artifact",
                        "deptracker_post_record_unknown_artifact_cache_hit");
        assertThat(samples.values().keySet().stream()
                        .filter(sample -> sample.startsWith("deptracker_post_deployment_record_timer_bucket")))
                .hasSameSizeAs(BUCKETS);
    }

    private static void addTimer(List<String> samples, String name, String label) {
        String more = label.isEmpty() ? "" : label + ",";
        BUCKETS.forEach(le -> samples.add("%s_bucket{%sle=\"%s\"}".formatted(name, more, le)));
        String labels = label.isEmpty() ? "" : "{" + label + "}";
        samples.add(name + "_sum" + labels);
        samples.add(name + "_count" + labels);
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
