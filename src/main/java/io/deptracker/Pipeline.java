package io.deptracker;

import io.deptracker.config.Settings;
import io.deptracker.delivery.Backoff;
import io.deptracker.delivery.Caller;
import io.deptracker.delivery.Courier;
import io.deptracker.delivery.DeliveryMetrics;
import io.deptracker.delivery.Gate;
import io.deptracker.delivery.GateMetrics;
import io.deptracker.delivery.Pace;
import io.deptracker.delivery.RetryPolicy;
import io.deptracker.delivery.Settlement;
import io.deptracker.delivery.SettlementReport;
import io.deptracker.delivery.Signal;
import io.deptracker.delivery.Workers;
import io.deptracker.github.GitHub;
import io.deptracker.ops.BacklogMetrics;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.OutboxFileMetrics;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.outbox.upkeep.ClockSkewRepair;
import io.deptracker.outbox.upkeep.Confirmations;
import io.deptracker.outbox.upkeep.Pruning;
import io.deptracker.outbox.upkeep.Upkeep;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The parts from the intake of the outbox to GitHub, wired together; none of their threads is started.
 *
 * @param intake accepts the desired states
 * @param workers deliver
 * @param upkeep keeps the file in order
 * @param statistics counts the backlog
 * @param gate admits calls
 * @param signal wakes the workers
 */
public record Pipeline(Intake intake, Workers workers, Upkeep upkeep, Statistics statistics, Gate gate, Signal signal) {
    /**
     * Wires the parts.
     *
     * @param settings of delivery and retention
     * @param outbox the file; the caller closes it
     * @param github receives the records; the caller closes it
     * @param registry of the metrics
     * @param sources of time and randomness
     * @param beats returns, for a thread's name, the heartbeat that it calls on every turn
     */
    public static Pipeline of(
            Settings settings,
            OutboxFile outbox,
            GitHub github,
            MeterRegistry registry,
            Sources sources,
            Function<String, Runnable> beats) {
        var delivery = settings.delivery();
        var clock = sources.clock();
        var steady = sources.steady();
        var signal = new Signal();
        var leaseTime = delivery.requestTimeout().multipliedBy(2).plusSeconds(30);
        var queue = new LeaseQueue(
                outbox,
                clock,
                steady,
                leaseTime,
                () -> HexFormat.of().toHexDigits(sources.random().nextLong()));
        var pace = new Pace(steady, delivery.pace(), delivery.burst(), delivery.workers());
        var gate = new Gate(new GateStore(outbox), pace, clock, steady);
        var deliveryMetrics = new DeliveryMetrics(registry);
        var courier = new Courier(
                gate,
                queue,
                new Caller(github, gate, deliveryMetrics, sources.ticker()),
                new Settlement(retryPolicy(delivery, sources)),
                new SettlementReport(deliveryMetrics),
                clock,
                delivery.batchSize());
        var statistics = new Statistics(outbox, clock);
        new BacklogMetrics(statistics, clock).register(registry);
        GateMetrics.register(registry, gate, github);
        OutboxFileMetrics.register(registry, outbox);
        var pruning = new Pruning(
                outbox, clock, settings.outbox().retention(), settings.outbox().deadRetention());
        var late =
                new ClockSkewRepair(outbox, clock, delivery.backoffLongest(), Collections.max(delivery.parkSchedule()));
        var upkeep = new Upkeep(
                outbox,
                queue,
                late,
                new Confirmations(outbox, clock),
                pruning,
                signal::give,
                deliveryMetrics::reaped,
                steady);
        return new Pipeline(
                new Intake(outbox, clock, signal::give),
                new Workers(courier, gate, queue, signal, clock, beats),
                upkeep,
                statistics,
                gate,
                signal);
    }

    private static RetryPolicy retryPolicy(Settings.Delivery delivery, Sources sources) {
        return new RetryPolicy(
                delivery.maxAttempts(),
                new Backoff(delivery.backoffFirst(), delivery.backoffLongest()),
                delivery.parkSchedule(),
                delivery.parkLimit(),
                sources.random());
    }
}
