package io.deptracker.outbox;

import io.deptracker.outbox.Applied.Result;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.Status;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Applies transitions within one transaction. Each statement checks the lease's token; a row that a newer one of its
 * deployment has overtaken is superseded instead of waiting on.
 */
final class Transitions {
    private final Tx tx;
    private final Instant now;

    Transitions(Tx tx, Instant now) {
        this.tx = tx;
        this.now = now;
    }

    /** A transition of a lease that was lost changes nothing, not even of other rows. */
    Applied apply(Transition transition) {
        return switch (transition) {
            case Deliver deliver -> deliver(deliver);
            case HandBack back -> leave(back, Sql.HAND_BACK, back.dueAt(), back.batchLimit(), back.error());
            case Retry retry -> {
                doubt(retry.lease().rowId(), retry.lease().token());
                yield leave(
                        retry,
                        retry.charged() ? Sql.RETRY : Sql.HAND_BACK,
                        retry.dueAt(),
                        retry.batchLimit(),
                        retry.error());
            }
            case Park park -> park(park);
            case GiveUp giveUp -> giveUp(giveUp);
            case Bury bury -> {
                if (bury.attemptsSpent()) {
                    doubt(bury.lease().rowId(), bury.lease().token());
                }
                yield leave(bury, Sql.FINISH, "dead", now, bury.error());
            }
        };
    }

    /** Takes the lease of a worker back that is gone; GitHub may have stored what it sent. */
    void reap(long rowId, String token, @Nullable Integer batchLimit) {
        doubt(rowId, token);
        leave(rowId, token, Sql.HAND_BACK, now, batchLimit, null);
    }

    private Applied deliver(Deliver deliver) {
        Lease lease = deliver.lease();
        if (tx.update(Sql.DELIVER, now, lease.rowId(), lease.token()) == 0) {
            return new Applied(deliver, Result.LEASE_LOST, 0, 0);
        }
        tx.update(Sql.ACCEPTED, lease.rowId());
        tx.update(Sql.FAREWELL_OF_ACCEPTED, lease.rowId());
        String digest = digest(lease);
        tx.update(Sql.RELEASE_DIGEST, now, digest);
        tx.update(Sql.RELEASE_UNATTESTED, now, digest);
        return new Applied(deliver, Result.APPLIED, 0, 0);
    }

    private Applied park(Park park) {
        String column = park.waitingFor().column();
        Applied own = leave(park, Sql.PARK, park.dueAt(), park.error(), column, column, now, column);
        boolean waitsForAll = own.result() != Result.LEASE_LOST
                && park.waitingFor() == WaitingFor.ATTESTATION
                && park.lease().record().status() == Status.DEPLOYED;
        int others = waitsForAll ? parkOthers(park.lease(), park.dueAt(), park.error()) : 0;
        return new Applied(park, own.result(), others, 0);
    }

    private Applied giveUp(GiveUp giveUp) {
        Applied own = leave(giveUp, Sql.FINISH, "unattested", now, giveUp.error());
        Transition.Others others = giveUp.others();
        if (others == null || own.result() == Result.LEASE_LOST) {
            return own;
        }
        int givenUp = tx.update(Sql.GIVE_UP_DIGEST, now, giveUp.error(), digest(giveUp.lease()), others.waitingSince());
        int parked = parkOthers(giveUp.lease(), others.dueAt(), giveUp.error());
        return new Applied(giveUp, own.result(), parked, givenUp);
    }

    private int parkOthers(Lease lease, Instant dueAt, String error) {
        return tx.update(Sql.PARK_DIGEST, dueAt, error, now, digest(lease), dueAt);
    }

    private void doubt(long rowId, String token) {
        tx.update(Sql.IN_DOUBT, rowId, token);
    }

    private Applied leave(Transition transition, String sql, @Nullable Object... values) {
        Lease lease = transition.lease();
        return new Applied(transition, leave(lease.rowId(), lease.token(), sql, values), 0, 0);
    }

    private Result leave(long rowId, String token, String sql, @Nullable Object... values) {
        boolean overtaken = tx.number(Sql.NEWER_ROWS, rowId) > 0;
        int rows = overtaken ? tx.update(Sql.SUPERSEDE_LEASED, now, rowId, token) : update(sql, rowId, token, values);
        return rows == 0 ? Result.LEASE_LOST : overtaken ? Result.SUPERSEDED : Result.APPLIED;
    }

    /** Every statement that settles ends with the row and its token. */
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
