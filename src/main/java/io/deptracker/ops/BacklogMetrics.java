package io.deptracker.ops;

import io.deptracker.delivery.Gate;
import io.deptracker.github.GitHub;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.record.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
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

    /** Registers all gauges. The registry keeps what they read alive, since a gauge of a collected object reads NaN. */
    public void register(MeterRegistry registry, OutboxFile outbox, Gate gate, GitHub github) {
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
        for (GateReason reason : GateReason.values()) {
            Gauge.builder("deptracker_gate_shut", gate, g -> g.isShut(reason) ? 1 : 0)
                    .tag("reason", reason.toString())
                    .description("Whether deliveries to GitHub are stopped, by reason")
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder(
                        "deptracker_gate_shut_until_seconds",
                        gate,
                        g -> g.state()
                                .map(shut -> (double) shut.until().getEpochSecond())
                                .orElse(0.0))
                .description(
                        "When the next call may be made, in seconds since 1970; 0 if the gate is open or only paused")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_rate_limit_remaining", github, g -> {
                    var remaining = g.remainingBudget();
                    return remaining.isPresent() ? remaining.getAsLong() : Double.NaN;
                })
                .description(
                        "Calls that GitHub's primary rate limit leaves, by its last response; NaN if not stated yet")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_file_bytes", outbox, OutboxFile::fileBytes)
                .description("Size of the outbox file")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_wal_bytes", outbox, OutboxFile::walBytes)
                .description("Size of the outbox's write-ahead log")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_volume_free_bytes", outbox, o -> volume(o, FileStore::getUsableSpace))
                .description("Free space of the outbox's volume")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_volume_bytes", outbox, o -> volume(o, FileStore::getTotalSpace))
                .description("Size of the outbox's volume")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_set_aside_files", outbox, OutboxFile::setAsideFiles)
                .description("Corrupt outbox files that were moved aside and not removed yet")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "deptracker_outbox_unwritable",
                        outbox,
                        file -> file.writeFault().isPresent() ? 1 : 0)
                .description("Whether the outbox file cannot be written, as on a full volume")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_network_volume", outbox, file -> file.isOnNetworkVolume() ? 1 : 0)
                .description("Whether the outbox is on a network file system, where SQLite's locks are not reliable")
                .strongReference(true)
                .register(registry);
        outbox.measure(registry);
    }

    private interface Space {
        long of(FileStore volume) throws IOException;
    }

    private static double volume(OutboxFile outbox, Space space) {
        try {
            return space.of(Files.getFileStore(outbox.path()));
        } catch (IOException gone) {
            return Double.NaN;
        }
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
