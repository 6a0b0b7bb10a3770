package io.deptracker.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the outbox in order in the background: takes expired leases back, pulls late rows in and prunes what is old. */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration REAP_EVERY = Duration.ofSeconds(10);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);

    private final OutboxFile file;
    private final LeaseQueue queue;
    private final LateRows late;
    private final Confirmations confirmations;
    private final Pruning pruning;
    private final Runnable onDue;
    private final IntConsumer onReaped;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /**
     * @param file the outbox
     * @param queue whose leases may expire
     * @param late pulls in what a clock put off
     * @param confirmations enqueues deployments that are posted once more
     * @param pruning removes what is old
     * @param onDue told when rows are due again
     * @param onReaped called with the number of leases after they were taken back
     */
    public Upkeep(
            OutboxFile file,
            LeaseQueue queue,
            LateRows late,
            Confirmations confirmations,
            Pruning pruning,
            Runnable onDue,
            IntConsumer onReaped) {
        this.file = file;
        this.queue = queue;
        this.late = late;
        this.confirmations = confirmations;
        this.pruning = pruning;
        this.onDue = onDue;
        this.onReaped = onReaped;
    }

    /** Takes back what a controller that died had leased, and goes on in the background. */
    public void start() {
        int left = queue.reapAll();
        if (left > 0) {
            onReaped.accept(left);
            LOG.atInfo().addKeyValue("rows", left).log("rows taken back from a controller that is gone");
        }
        late.pullIn();
        file.tend();
        every(REAP_EVERY, REAP_EVERY, "reap", () -> {
            int reaped = queue.reap();
            if (reaped > 0) {
                onReaped.accept(reaped);
            }
            if (reaped + late.pullIn() + confirmations.run() > 0) {
                onDue.run();
            }
        });
        every(REAP_EVERY, REAP_EVERY, "tend", file::tend);
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
