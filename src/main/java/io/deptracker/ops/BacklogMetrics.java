package io.deptracker.ops;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.record.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Gauges of the backlog, counted once a scrape because all of them come from the same few statements. */
public final class BacklogMetrics {
    /** Longer than reading all gauges of one scrape takes. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Statistics statistics;
    private final InstantSource clock;
    private Statistics.@Nullable Counts counts;
    private Instant countedAt = Instant.MIN;

    public BacklogMetrics(Statistics statistics, InstantSource clock) {
        this.statistics = statistics;
        this.clock = clock;
    }

    /** Registers the gauges. The registry keeps what they read alive, since a gauge of a collected object reads NaN. */
    public void register(MeterRegistry registry) {
        for (String reason : Statistics.REASONS) {
            Gauge.builder(
                            "deptracker_deployments_differing",
                            this,
                            counted(c -> c.differing().getOrDefault(reason, 0L)))
                    .tag("reason", reason)
                    .description("Deployments whose record at GitHub differs from the cluster, by reason")
                    .strongReference(true)
                    .register(registry);
        }
        for (RowState state : RowState.values()) {
            Gauge.builder("deptracker_outbox_rows", this, counted(c -> c.rows().getOrDefault(state, 0L)))
                    .tag("state", state.toString())
                    .description("Rows of the outbox by state")
                    .strongReference(true)
                    .register(registry);
        }
        for (Status status : Status.values()) {
            Gauge.builder(
                            "deptracker_deployments",
                            this,
                            counted(c -> c.deployments().getOrDefault(status, 0L)))
                    .tag("status", status.wireName())
                    .description("Deployments in the outbox, by their state in the cluster")
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder(
                        "deptracker_outbox_oldest_due_age_seconds",
                        this,
                        counted(c -> c.oldestPendingAge().toMillis() / 1000.0))
                .description("Time since the oldest pending or leased row was written; 0 if there is none")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "deptracker_accepted_last_timestamp_seconds",
                        this,
                        counted(c -> c.lastAccepted()
                                .map(at -> at.toEpochMilli() / 1000.0)
                                .orElse(0.0)))
                .description("When GitHub last accepted a record, in seconds since 1970; 0 if never")
                .strongReference(true)
                .register(registry);
    }

    private static ToDoubleFunction<BacklogMetrics> counted(ToDoubleFunction<Statistics.Counts> value) {
        return metrics -> value.applyAsDouble(metrics.counts());
    }

    private synchronized Statistics.Counts counts() {
        Instant now = clock.instant();
        Statistics.Counts known = counts;
        if (known == null || Duration.between(countedAt, now).abs().compareTo(FRESH) > 0) {
            known = statistics.count();
            counts = known;
            countedAt = now;
        }
        return known;
    }
}
