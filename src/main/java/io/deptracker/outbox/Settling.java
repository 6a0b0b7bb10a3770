package io.deptracker.outbox;

import io.deptracker.record.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The ways a leased row may go, within one transaction. Each checks the lease's token; a row that a newer one of its
 * deployment has overtaken is superseded instead of waiting on.
 */
public final class Settling {
    private final Tx tx;
    private final Instant now;
    private int lost;

    Settling(Tx tx, Instant now) {
        this.tx = tx;
        this.now = now;
    }

    /** GitHub has it. Rows that waited for the attestation of its digest, or had given up on it, are due at once. */
    public void deliver(Lease lease) {
        if (held(tx.update(Sql.DELIVER, now, lease.rowId(), lease.token()))) {
            tx.update(Sql.ACCEPTED, lease.rowId());
            String digest = lease.record().artifact().digest().value();
            tx.update(Sql.RELEASE_DIGEST, now, digest);
            tx.update(Sql.RELEASE_UNATTESTED, now, digest);
        }
    }

    /**
     * Gives the lease up without charging an attempt.
     *
     * @param availableAt when it is due again
     * @param batchLimit how many rows a batch with it may have from now on, null for any number
     * @param error what was met, or null to keep what was said before
     */
    public void handBack(Lease lease, Instant availableAt, @Nullable Integer batchLimit, @Nullable String error) {
        leave(lease, Sql.HAND_BACK, availableAt, batchLimit, error, lease.rowId(), lease.token());
    }

    /** Charges an attempt, and tries again later. */
    public void retry(Lease lease, Instant availableAt, @Nullable Integer batchLimit, String error) {
        leave(lease, Sql.RETRY, availableAt, batchLimit, error, lease.rowId(), lease.token());
    }

    /** Lets it wait for something outside. */
    public void park(Lease lease, WaitingFor waitingFor, Instant availableAt, String error) {
        String column = waitingFor.column();
        leave(lease, Sql.PARK, availableAt, error, column, column, now, column, lease.rowId(), lease.token());
    }

    /** Lets the other rows of that digest wait for its attestation too, and says how many they are. */
    public int parkOthers(Digest digest, Instant availableAt, String error) {
        return tx.update(Sql.PARK_DIGEST, availableAt, error, now, digest.value(), availableAt);
    }

    /** Ends it in the way of an image that others built. */
    public void giveUpAttestation(Lease lease, String error) {
        leave(lease, Sql.FINISH, "unattested", now, error, lease.rowId(), lease.token());
    }

    /** Ends the other rows of that digest that have waited for its attestation since then or before, and says how many. */
    public int giveUpOthers(Digest digest, Instant waitingSince, String error) {
        return tx.update(Sql.GIVE_UP_DIGEST, now, error, digest.value(), waitingSince);
    }

    /** It can't succeed as it is, or its attempts are spent. */
    public void bury(Lease lease, String error) {
        leave(lease, Sql.FINISH, "dead", now, error, lease.rowId(), lease.token());
    }

    /** Notes that GitHub may have stored it although it never said so. */
    public void doubt(Lease lease) {
        tx.update(Sql.IN_DOUBT, lease.rowId());
    }

    /** Takes the lease of a worker back that is gone; GitHub may have got what it sent. */
    void reap(long rowId, String token, @Nullable Integer batchLimit) {
        tx.update(Sql.IN_DOUBT, rowId);
        leave(rowId, token, Sql.HAND_BACK, now, batchLimit, null, rowId, token);
    }

    int lost() {
        return lost;
    }

    private void leave(Lease lease, String sql, @Nullable Object... values) {
        leave(lease.rowId(), lease.token(), sql, values);
    }

    private void leave(long rowId, String token, String sql, @Nullable Object... values) {
        boolean overtaken = tx.number(Sql.NEWER_ROWS, rowId) > 0;
        held(overtaken ? tx.update(Sql.SUPERSEDE_LEASED, now, rowId, token) : tx.update(sql, values));
    }

    private boolean held(int rows) {
        if (rows == 0) {
            lost++;
        }
        return rows > 0;
    }
}
