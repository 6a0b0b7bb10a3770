package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.file.FileSql;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The deletion of finished rows after their retention, so that backlog and retention bound the file. A row that explains why
 * GitHub differs from the cluster is kept, regardless of its age. Safe for many threads.
 */
public final class Pruning {
    /** Rows per transaction: few enough that other transactions do not wait long. */
    private static final int STEP = 1000;

    private final OutboxFile file;
    private final InstantSource clock;
    private final Duration retention;
    private final Duration deadRetention;

    /**
     * Creates the pruning of an outbox.
     *
     * @param file the outbox
     * @param clock decides what is old
     * @param retention how long delivered, superseded and unattested rows and decommissioned deployments are kept
     * @param deadRetention how long dead rows are kept that explain no difference any more
     */
    public Pruning(OutboxFile file, InstantSource clock, Duration retention, Duration deadRetention) {
        this.file = file;
        this.clock = clock;
        this.retention = retention;
        this.deadRetention = deadRetention;
    }

    /** Deletes all rows past their retention, one step per transaction; returns their number. */
    public int run() {
        return run(() -> {});
    }

    /** Prunes and calls back after each step: all steps together may take minutes. */
    int run(Runnable onStep) {
        Instant now = clock.instant();
        Instant cutoff = now.minus(retention);
        return steps(onStep, UpkeepSql.PRUNE_DELIVERED, cutoff, STEP)
                + steps(onStep, UpkeepSql.PRUNE_SUPERSEDED, cutoff, STEP)
                + steps(onStep, UpkeepSql.PRUNE_FAILED, RowState.DEAD.toString(), now.minus(deadRetention), STEP)
                + steps(onStep, UpkeepSql.PRUNE_FAILED, RowState.UNATTESTED.toString(), cutoff, STEP)
                + steps(onStep, UpkeepSql.PRUNE_DEPLOYMENTS, cutoff, STEP);
    }

    private int steps(Runnable onStep, String sql, Object... values) {
        int pruned = 0;
        int step;
        do {
            step = file.write(tx -> tx.update(sql, values));
            pruned += step;
            onStep.run();
            if (step > 0) {
                file.write(tx -> {
                    tx.pragma(FileSql.FREE_PAGES);
                    return null;
                });
            }
        } while (step == STEP);
        return pruned;
    }
}
