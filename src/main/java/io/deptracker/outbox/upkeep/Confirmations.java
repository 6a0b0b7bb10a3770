package io.deptracker.outbox.upkeep;

import io.deptracker.outbox.Transitions;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The confirmation of accepted records: a deployment is posted again if GitHub may have stored an older record after the
 * accepted one, because a call without a clear response was processed late. Safe for many threads.
 */
public final class Confirmations {
    /** Deployments per transaction: few enough that other transactions do not wait long. */
    private static final int STEP = 100;

    private final OutboxFile file;
    private final InstantSource clock;

    /**
     * Creates the confirmations of an outbox.
     *
     * @param file the outbox
     * @param clock decides what is due
     */
    public Confirmations(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Enqueues the deployments whose confirmation is due; returns their number. */
    public int run() {
        int confirmed = 0;
        int step;
        do {
            step = file.write(this::step);
            confirmed += step;
        } while (step == STEP);
        return confirmed;
    }

    private int step(Tx tx) {
        Instant now = clock.instant();
        // A clock that was set back must not delay a confirmation.
        tx.update(
                UpkeepSql.PULL_IN_CONFIRMING, now.plus(Transitions.CONFIRM_AFTER), now.plus(Transitions.CONFIRM_AFTER));
        List<Long> due = tx.list(UpkeepSql.TO_CONFIRM, row -> row.getLong(1), now, STEP);
        for (Long deployment : due) {
            if (tx.update(UpkeepSql.CONFIRM, now, deployment) == 0) {
                tx.update(UpkeepSql.CANCEL_CONFIRMATION, deployment);
            }
        }
        return due.size();
    }
}
