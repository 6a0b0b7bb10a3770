package io.deptracker.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the outbox in order in the background: takes expired leases back and prunes what is old. */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration REAP_EVERY = Duration.ofSeconds(10);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);

    private final LeaseQueue queue;
    private final Pruning pruning;
    private final Runnable onReaped;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /**
     * @param queue whose leases may expire
     * @param pruning removes what is old
     * @param onReaped told when rows were taken back and are due again
     */
    public Upkeep(LeaseQueue queue, Pruning pruning, Runnable onReaped) {
        this.queue = queue;
        this.pruning = pruning;
        this.onReaped = onReaped;
    }

    /** Takes back what a controller that died had leased, and goes on in the background. */
    public void start() {
        int left = queue.reapAll();
        if (left > 0) {
            LOG.atInfo().addKeyValue("rows", left).log("rows taken back from a controller that is gone");
        }
        every(REAP_EVERY, REAP_EVERY, "reap", () -> {
            if (queue.reap() > 0) {
                onReaped.run();
            }
        });
        // At once, or a controller that is restarted more often than that would never prune.
        every(Duration.ZERO, PRUNE_EVERY, "prune", () -> {
            int pruned = pruning.run();
            if (pruned > 0) {
                LOG.atInfo().addKeyValue("rows", pruned).log("pruned");
            }
        });
    }

    private void every(Duration first, Duration interval, String what, Runnable task) {
        Runnable careful = () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                // The next turn tries again; an exception that got out would end them all.
                LOG.atWarn().addKeyValue("task", what).setCause(failed).log("upkeep failed");
            }
        };
        tasks.add(thread.scheduleWithFixedDelay(careful, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("upkeep did not end in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
