package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of the tracker in Go: a scrape contains all of them from the start, in both text formats. */
class GoTrackerSamplesTest {
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

    @AutoClose
    private final OperatorFixture operatorFixture;

    GoTrackerSamplesTest(@TempDir Path folder) throws Exception {
        operatorFixture = new OperatorFixture(folder);
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
}
