package io.deptracker.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counters of rows and calls by their results. The names without a suffix are those of GitHub's Go tracker. */
public final class DeliveryMetrics {
    /** The ways in which a row can be settled. */
    public enum Settled {
        DELIVERED,
        RETRIED,
        HANDED_BACK,
        PARKED,
        UNATTESTED,
        DEAD,
        SUPERSEDED
    }

    final Timer posts;
    final Counter ok;
    final Counter softFail;
    final Counter hardFail;
    final Counter clientError;
    final Counter rateLimited;
    final Counter unknownArtifact;
    final Counter unknownArtifactCacheHit;
    final Counter leasesLost;
    private final Counter leasesReaped;
    private final Map<Settled, Counter> settled = new EnumMap<>(Settled.class);

    public DeliveryMetrics(MeterRegistry registry) {
        posts = Timer.builder("deptracker_post_deployment_record_timer")
                .description("Duration of a POST to GitHub, successful or not")
                .register(registry);
        ok = counter(registry, "deptracker_post_record_ok", "Records that GitHub accepted");
        softFail = counter(
                registry,
                "deptracker_post_record_soft_fail",
                "Records that failed with a passing fault and are tried again");
        hardFail = counter(
                registry, "deptracker_post_record_hard_fail", "Records dead because their attempts are used up");
        clientError =
                counter(registry, "deptracker_post_record_client_error", "Records dead because GitHub rejects them");
        rateLimited = counter(registry, "deptracker_post_record_rate_limited", "Calls rejected by a rate limit");
        unknownArtifact = counter(
                registry,
                "deptracker_post_record_unknown_artifact",
                "Records whose digest has no attestation: parked or given up");
        unknownArtifactCacheHit = counter(
                registry,
                "deptracker_post_record_unknown_artifact_cache_hit",
                "Records parked without a call because their digest is known to have no attestation");
        leasesLost = counter(registry, "deptracker_leases_lost", "Leases that expired before they were settled");
        leasesReaped = counter(
                registry, "deptracker_leases_reaped", "Leases taken back because they expired or their holder is gone");
        for (Settled way : Settled.values()) {
            settled.put(
                    way,
                    Counter.builder("deptracker_rows_settled")
                            .tag("outcome", way.name().toLowerCase(Locale.ROOT))
                            .description("Rows settled, by result")
                            .register(registry));
        }
    }

    /** Counts leases that were taken back. */
    public void reaped(int leases) {
        leasesReaped.increment(leases);
    }

    void settled(Settled way, int rows) {
        Objects.requireNonNull(settled.get(way)).increment(rows);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
