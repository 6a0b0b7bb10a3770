package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.file.FaultLog;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background upkeep of the outbox on one thread: it reaps expired leases, retries failed writes, repairs instants in the
 * future, enqueues confirmations and prunes.
 */
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
    private final InstantSource steady;
    private final FaultLog reapFaults;
    private final FaultLog tendFaults;
    private final FaultLog pruneFaults;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());
    private @Nullable ScheduledFuture<?> turns;
    // The first pruning is at once: a controller that restarts more often would never prune.
    private Instant pruneAt = Instant.MIN;

    /**
     * Creates the upkeep of an outbox.
     *
     * @param file the outbox
     * @param queue the queue whose leases may expire
     * @param late repairs instants in the future
     * @param confirmations enqueues accepted records to be posted again
     * @param pruning deletes old rows
     * @param onDue called when rows have become due
     * @param onReaped called with the number of reaped leases
     * @param steady decides when to prune; cannot be set
     */
    public Upkeep(
            OutboxFile file,
            LeaseQueue queue,
            ClockSkewRepair late,
            Confirmations confirmations,
            Pruning pruning,
            Runnable onDue,
            IntConsumer onReaped,
            InstantSource steady) {
        this.file = file;
        this.queue = queue;
        this.late = late;
        this.confirmations = confirmations;
        this.pruning = pruning;
        this.onDue = onDue;
        this.onReaped = onReaped;
        this.steady = steady;
        this.reapFaults = faults("reaping expired leases");
        this.tendFaults = faults("checking the outbox file");
        this.pruneFaults = faults("pruning");
    }

    /**
     * Reaps the leases of a dead controller, then starts the background thread.
     *
     * @param beat the heartbeat, called in every turn of the thread
     */
    public void start(Runnable beat) {
        start(beat, EVERY);
    }

    /** Starts the upkeep with another interval between turns. */
    void start(Runnable beat, Duration every) {
        begin();
        turns = thread.scheduleWithFixedDelay(() -> turn(beat), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reaps the leases of a dead controller: the first work on a file, before any turn. */
    public void begin() {
        int left = queue.reapAll();
        if (left > 0) {
            onReaped.accept(left);
            LOG.atInfo().addKeyValue("rows", left).log("leases of an earlier controller reaped");
        }
        late.pullIn();
        file.tend();
    }

    /**
     * Makes one turn, as the background thread does; its failures are logged, and the next turn tries again.
     *
     * @param beat called between the tasks
     */
    public void turn(Runnable beat) {
        try {
            beat.run();
            attempt(reapFaults, this::reap);
            beat.run();
            attempt(tendFaults, file::tend);
            beat.run();
            attempt(pruneFaults, () -> pruneIfDue(beat));
        } catch (Throwable fatal) {
            // An error that leaves this method ends the thread and thereby its heartbeat.
            LOG.atError().setCause(fatal).log("upkeep ended; the liveness probe fails until a restart");
            throw fatal;
        }
    }

    /**
     * Runs a task and logs its failure; the next turn tries again. An exception that left this method would end all turns.
     */
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
        Instant now = steady.instant();
        if (now.isBefore(pruneAt)) {
            return;
        }
        pruneAt = now.plus(PRUNE_EVERY);
        int pruned = pruning.run(beat);
        if (pruned > 0) {
            LOG.atInfo().addKeyValue("rows", pruned).log("old rows pruned");
        }
    }

    private FaultLog faults(String work) {
        return new FaultLog(LOG, work + " failed; retrying", work + " works again", steady, Duration.ZERO);
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
                LOG.warn("upkeep did not end in time; exiting without it");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
