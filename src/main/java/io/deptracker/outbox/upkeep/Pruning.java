package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.file.FileSql;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Removes what is finished and old enough, so that the file is bounded by the backlog and the retention. What is the reason why
 * GitHub differs from the cluster is kept, however old.
 */
public final class Pruning {
    /** Rows a transaction: few enough that nobody waits for it long. */
    private static final int STEP = 1000;

    private final OutboxFile file;
    private final InstantSource clock;
    private final Duration retention;
    private final Duration deadRetention;

    /**
     * @param file the outbox
     * @param clock decides what is old
     * @param retention how long delivered, superseded and unattested rows and decommissioned deployments are kept
     * @param deadRetention how long dead rows are kept that make no difference any more
     */
    public Pruning(OutboxFile file, InstantSource clock, Duration retention, Duration deadRetention) {
        this.file = file;
        this.clock = clock;
        this.retention = retention;
        this.deadRetention = deadRetention;
    }

    /** Prunes all there is to prune, a step a transaction, and says how many rows went. */
    public int run() {
        return run(() -> {});
    }

    /** The same, which calls back after each step: all of them may take minutes. */
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
