package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.file.FaultLog;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the outbox in order in the background: takes expired leases back, pulls late rows in and prunes what is old. */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);

    private final OutboxFile file;
    private final LeaseQueue queue;
    private final ClockSkewRepair late;
    private final Confirmations confirmations;
    private final Pruning pruning;
    private final Runnable onDue;
    private final IntConsumer onReaped;
    private final FaultLog reapFaults = faults("taking expired leases back");
    private final FaultLog tendFaults = faults("tending the outbox file");
    private final FaultLog pruneFaults = faults("pruning");
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());
    private @Nullable ScheduledFuture<?> turns;
    // At once, or a controller that is restarted more often than that would never prune.
    private long pruneAt = System.nanoTime();

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
            ClockSkewRepair late,
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

    /**
     * Takes back what a controller that died had leased, and goes on in the background.
     *
     * @param beat called whenever the thread turns, to show that it lives
     */
    public void start(Runnable beat) {
        start(beat, EVERY);
    }

    /** The same with turns of another distance. */
    void start(Runnable beat, Duration every) {
        int left = queue.reapAll();
        if (left > 0) {
            onReaped.accept(left);
            LOG.atInfo().addKeyValue("rows", left).log("rows taken back from a controller that is gone");
        }
        late.pullIn();
        file.tend();
        turns = thread.scheduleWithFixedDelay(() -> turn(beat), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void turn(Runnable beat) {
        try {
            beat.run();
            attempt(reapFaults, this::reap);
            beat.run();
            attempt(tendFaults, file::tend);
            beat.run();
            attempt(pruneFaults, () -> pruneIfDue(beat));
        } catch (Throwable fatal) {
            // What gets out ends the thread; its heartbeat stops with it.
            LOG.atError().setCause(fatal).log("upkeep has ended; the liveness probe fails, and a restart goes on");
            throw fatal;
        }
    }

    /** The next turn tries again what failed; an exception that got out would end all turns. */
    private static void attempt(FaultLog faults, Runnable task) {
        try {
            task.run();
            faults.succeeded();
        } catch (RuntimeException failed) {
            faults.failed(failed);
        }
    }

    private void reap() {
        int reaped = queue.reap();
        if (reaped > 0) {
            onReaped.accept(reaped);
        }
        if (reaped + late.pullIn() + confirmations.run() > 0) {
            onDue.run();
        }
    }

    private void pruneIfDue(Runnable beat) {
        if (System.nanoTime() - pruneAt < 0) {
            return;
        }
        pruneAt = System.nanoTime() + PRUNE_EVERY.toNanos();
        int pruned = pruning.run(beat);
        if (pruned > 0) {
            LOG.atInfo().addKeyValue("rows", pruned).log("pruned");
        }
    }

    private static FaultLog faults(String work) {
        return new FaultLog(
                LOG, work + " failed; it is tried again", work + " works again", InstantSource.system(), Duration.ZERO);
    }

    @Override
    public void close() {
        ScheduledFuture<?> running = turns;
        if (running != null) {
            running.cancel(false);
        }
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
