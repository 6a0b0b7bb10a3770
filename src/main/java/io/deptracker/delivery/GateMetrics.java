package io.deptracker.delivery;

import io.deptracker.github.GitHub;
import io.deptracker.outbox.control.GateReason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Gauges of the way to GitHub: whether the gate is shut, and what the rate limit leaves. */
public final class GateMetrics {
    private GateMetrics() {}

    /** Registers the gauges. The registry keeps what they read alive, since a gauge of a collected object reads NaN. */
    public static void register(MeterRegistry registry, Gate gate, GitHub github) {
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
    }
}
