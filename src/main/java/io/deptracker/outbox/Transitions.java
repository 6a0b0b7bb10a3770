package io.deptracker.outbox;

import io.deptracker.outbox.AppliedTransition.Result;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.file.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The application of transitions in one transaction. Each statement checks the lease's token. A row that would wait although
 * its deployment has a newer row is superseded instead. Used by one thread.
 */
public final class Transitions {
    /** The time after which GitHub has stored a record that it received, or never will. */
    public static final Duration CONFIRM_AFTER = Duration.ofMinutes(5);

    private final Tx tx;
    private final Instant now;
    private final MissingArtifacts missing;
    private boolean acceptanceCounted;

    Transitions(Tx tx, Instant now) {
        this.tx = tx;
        this.now = now;
        this.missing = new MissingArtifacts(tx, now);
    }

    /** Applies a transition; changes nothing, not even other rows, if its lease was lost. */
    AppliedTransition apply(Transition transition) {
        return switch (transition) {
            case Deliver deliver -> deliver(deliver);
            case HandBack back ->
                leave(back, DeliverySql.HAND_BACK, back.dueAt(), back.batchLimit(), back.error(), back.isTry() ? 1 : 0);
            case Retry retry -> {
                markUnconfirmed(retry.lease().rowId(), retry.lease().token());
                yield leave(
                        retry,
                        DeliverySql.RETRY,
                        retry.dueAt(),
                        retry.batchLimit(),
                        retry.error(),
                        retry.charged() ? 1 : 0);
            }
            case Park park -> park(park);
            case GiveUp giveUp -> giveUp(giveUp);
            case Bury bury -> {
                if (bury.attemptsSpent()) {
                    markUnconfirmed(bury.lease().rowId(), bury.lease().token());
                }
                yield leave(bury, DeliverySql.FINISH, RowState.DEAD.toString(), now, bury.error());
            }
        };
    }

    /** Ends the expired lease of a row, whose record GitHub may have stored. */
    void reap(long rowId, String token, @Nullable Integer batchLimit) {
        markUnconfirmed(rowId, token);
        leave(rowId, token, DeliverySql.HAND_BACK, now, batchLimit, null, 1);
    }

    private AppliedTransition deliver(Deliver deliver) {
        Lease lease = deliver.lease();
        if (tx.update(DeliverySql.DELIVER, now, lease.rowId(), lease.token()) == 0) {
            return new AppliedTransition(deliver, Result.LEASE_LOST, 0);
        }
        tx.update(DeliverySql.ACCEPTED, now.minus(CONFIRM_AFTER), now.plus(CONFIRM_AFTER), lease.rowId());
        tx.update(DeliverySql.DECOMMISSION_ACCEPTED, lease.rowId());
        if (!acceptanceCounted) {
            tx.update(DeliverySql.COUNT_ACCEPTANCE, now);
            acceptanceCounted = true;
        }
        missing.found(digest(lease));
        return new AppliedTransition(deliver, Result.APPLIED, 0);
    }

    private AppliedTransition park(Park park) {
        boolean forArtifact = park.parkReason() == ParkReason.ATTESTATION;
        String column = park.parkReason().column();
        Instant dueAt = forArtifact ? MissingArtifacts.NO_TIME_OF_ITS_OWN : park.dueAt();
        AppliedTransition own = leave(park, DeliverySql.PARK, dueAt, park.error(), column, column, now, column);
        if (forArtifact && own.result() != Result.LEASE_LOST) {
            missing.missing(digest(park.lease()), park.dueAt());
        }
        return own;
    }

    private AppliedTransition giveUp(GiveUp giveUp) {
        AppliedTransition own = leave(giveUp, DeliverySql.FINISH, RowState.UNATTESTED.toString(), now, giveUp.error());
        Transition.Others others = giveUp.others();
        if (own.result() == Result.LEASE_LOST) {
            return own;
        }
        if (others == null) {
            missing.forgetUnwanted(digest(giveUp.lease()));
            return own;
        }
        return new AppliedTransition(
                giveUp, own.result(), missing.giveUp(digest(giveUp.lease()), others, giveUp.error()));
    }

    private void markUnconfirmed(long rowId, String token) {
        tx.update(DeliverySql.MARK_UNCONFIRMED, now.minus(CONFIRM_AFTER), now, rowId, token);
    }

    private AppliedTransition leave(Transition transition, String sql, @Nullable Object... values) {
        Lease lease = transition.lease();
        return new AppliedTransition(transition, leave(lease.rowId(), lease.token(), sql, values), 0);
    }

    private Result leave(long rowId, String token, String sql, @Nullable Object... values) {
        boolean overtaken = tx.number(DeliverySql.NEWER_ROWS, rowId) > 0;
        int rows = overtaken
                ? tx.update(DeliverySql.SUPERSEDE_LEASED, now, rowId, token)
                : update(sql, rowId, token, values);
        return rows == 0 ? Result.LEASE_LOST : overtaken ? Result.SUPERSEDED : Result.APPLIED;
    }

    /** Runs a statement that settles a row; its last two parameters are the row and its token. */
    private int update(String sql, long rowId, String token, @Nullable Object... values) {
        @Nullable Object[] all = Arrays.copyOf(values, values.length + 2);
        all[values.length] = rowId;
        all[values.length + 1] = token;
        return tx.update(sql, all);
    }

    private static String digest(Lease lease) {
        return lease.record().artifact().digest().value();
    }
}
