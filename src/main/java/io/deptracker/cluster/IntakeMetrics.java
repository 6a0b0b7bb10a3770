package io.deptracker.cluster;

import io.deptracker.cluster.WorkQueue.Item;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** Metrics of the pod events that were processed. The names are those of GitHub's Go tracker. */
final class IntakeMetrics {
    private final Counter createdOk;
    private final Counter deletedOk;
    private final Counter createdFailed;
    private final Counter deletedFailed;
    private final Counter ownersUnseen;
    private final Timer okTimer;
    private final Timer failedTimer;

    IntakeMetrics(MeterRegistry registry) {
        createdOk = counter(registry, "deptracker_events_processed_ok", "CREATED");
        deletedOk = counter(registry, "deptracker_events_processed_ok", "DELETED");
        createdFailed = counter(registry, "deptracker_events_processed_failed", "CREATED");
        deletedFailed = counter(registry, "deptracker_events_processed_failed", "DELETED");
        ownersUnseen = Counter.builder("deptracker_owners_unseen")
                .description("Owners that pods name but that were not seen for minutes, so that their pods are"
                        + " recorded without")
                .register(registry);
        okTimer = timer(registry, "ok");
        failedTimer = timer(registry, "failed");
    }

    /** Counts an owner that pods name and that stayed unseen. */
    void ownerUnseen() {
        ownersUnseen.increment();
    }

    void processed(List<Item> items, long nanos) {
        count(items, createdOk, deletedOk);
        okTimer.record(Duration.ofNanos(nanos));
    }

    void failed(List<Item> items, long nanos) {
        count(items, createdFailed, deletedFailed);
        failedTimer.record(Duration.ofNanos(nanos));
    }

    private static void count(List<Item> items, Counter created, Counter deleted) {
        for (Item item : items) {
            created.increment(item.created());
            deleted.increment(item.deleted());
        }
    }

    private static Counter counter(MeterRegistry registry, String name, String eventType) {
        return Counter.builder(name)
                .tag("event_type", eventType)
                .description("Events of pods that were compared with the outbox, by the result")
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String status) {
        return Timer.builder("deptracker_events_processed_timer")
                .tag("status", status)
                .description("Seconds that comparing workloads with the outbox took")
                .register(registry);
    }
}
