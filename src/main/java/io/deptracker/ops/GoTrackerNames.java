package io.deptracker.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A naming convention that keeps the sample names of GitHub's Go tracker, which dashboards query: no {@code _total} on
 * counters, no {@code _seconds} on timers, and its buckets. A counter's sample always ends in {@code _total} in the
 * exposition formats, so these are exposed as untyped; rate() and increase() read them all the same.
 */
final class GoTrackerNames extends PrometheusNamingConvention {
    private static final Set<String> TIMERS =
            Set.of("deptracker_events_processed_timer", "deptracker_post_deployment_record_timer");

    private static final Set<String> COUNTERS = Set.of(
            "deptracker_events_processed_ok",
            "deptracker_events_processed_failed",
            "deptracker_post_record_ok",
            "deptracker_post_record_soft_fail",
            "deptracker_post_record_hard_fail",
            "deptracker_post_record_client_error",
            "deptracker_post_record_rate_limited",
            "deptracker_post_record_unknown_artifact",
            "deptracker_post_record_unknown_artifact_cache_hit");

    /** The default buckets of Prometheus' Go client, in milliseconds. */
    private static final long[] BUCKETS = {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000};

    /** Configures a registry to name its meters so. */
    static void use(MeterRegistry registry) {
        registry.config().namingConvention(new GoTrackerNames()).meterFilter(new Buckets());
    }

    @Override
    public String name(String name, Meter.Type type, @Nullable String baseUnit) {
        return TIMERS.contains(name) || COUNTERS.contains(name) ? name : super.name(name, type, baseUnit);
    }

    /** Returns the snapshot under its exposed name. */
    static MetricSnapshot exposed(MetricSnapshot snapshot) {
        MetricMetadata metadata = snapshot.getMetadata();
        if (!(snapshot instanceof CounterSnapshot counter) || !COUNTERS.contains(metadata.getName())) {
            return snapshot;
        }
        var untyped = UnknownSnapshot.builder().name(metadata.getName());
        if (metadata.getHelp() != null) {
            untyped.help(metadata.getHelp());
        }
        counter.getDataPoints()
                .forEach(point -> untyped.dataPoint(UnknownSnapshot.UnknownDataPointSnapshot.builder()
                        .value(point.getValue())
                        .labels(point.getLabels())
                        .build()));
        return untyped.build();
    }

    private static final class Buckets implements MeterFilter {
        @Override
        public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            if (!TIMERS.contains(id.getName())) {
                return config;
            }
            return DistributionStatisticConfig.builder()
                    .serviceLevelObjectives(Arrays.stream(BUCKETS)
                            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
                            .toArray())
                    .build()
                    .merge(config);
        }
    }
}
