package io.deptracker.outbox;

import io.deptracker.outbox.control.Acceptance;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import io.deptracker.record.Artifact;
import io.deptracker.record.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of due rows: workers lease them and settle the leases. Safe for many threads.
 *
 * <h2>Design</h2>
 *
 * <p><b>Order.</b> A row is leased only if no row of its deployment is leased. A newer row supersedes the waiting ones, so
 * the leased row is always the oldest one that GitHub may still receive.
 *
 * <p><b>Batches.</b> The first due row decides the environment and the size of a batch; the others follow in the order in
 * which they became due. No row waits for a fuller batch.
 *
 * <p><b>Missing artifacts.</b> If GitHub has no artifact of a digest, one row asks again and the others wait parked. A row
 * that was committed later is parked when it would be leased, without a call.
 *
 * <p><b>Ownership.</b> A lease has a token. Each statement that settles compares it, so a worker that lost its lease cannot
 * change the row, in any order of reaping and settling.
 */
public final class LeaseQueue {
    private final OutboxFile file;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Duration leaseTime;
    private final Supplier<String> tokens;

    /**
     * Creates a queue.
     *
     * @param file the outbox
     * @param clock decides what is due
     * @param steady decides what has expired: setting the wall clock then ends no lease while its call is in flight
     * @param leaseTime how long a lease is valid; longer than any call may take, or two could be in flight
     * @param tokens supplies a new token for each batch
     */
    public LeaseQueue(
            OutboxFile file, InstantSource clock, InstantSource steady, Duration leaseTime, Supplier<String> tokens) {
        this.file = file;
        this.clock = clock;
        this.steady = steady;
        this.leaseTime = leaseTime;
        this.tokens = tokens;
    }

    /** Creates a queue whose clock is steady itself. */
    public LeaseQueue(OutboxFile file, InstantSource clock, Duration leaseTime, Supplier<String> tokens) {
        this(file, clock, clock, leaseTime, tokens);
    }

    /** Returns how long a lease is valid. */
    public Duration leaseTime() {
        return leaseTime;
    }

    /** Leases due rows that may be sent in one call, the longest due first. */
    public LeasedBatch lease(int most) {
        return file.write(tx -> lease(tx, most, false));
    }

    /**
     * Leases rows for a probe, which finds out whether GitHub accepts calls again: those with the fewest tries first, whether
     * due or still backing off.
     */
    public LeasedBatch leaseProbe(int most) {
        return file.write(tx -> lease(tx, most, true));
    }

    private LeasedBatch lease(Tx tx, int most, boolean probe) {
        Instant now = clock.instant();
        Instant dueBy = probe ? MissingArtifacts.NO_TIME_OF_ITS_OWN.minusMillis(1) : now;
        var missing = new MissingArtifacts(tx, now);
        missing.letAsk();
        Acceptance acceptance =
                tx.first(DeliverySql.ACCEPTANCE, Acceptance::read).orElse(null);
        int parkedUnasked = 0;
        while (true) {
            Cohort cohort = tx.first(probe ? DeliverySql.FIRST_PROBE : DeliverySql.FIRST_DUE, Cohort::read, dueBy)
                    .orElse(null);
            if (cohort == null) {
                return new LeasedBatch(null, List.of(), parkedUnasked, acceptance);
            }
            List<DueRow> candidates = probe
                    ? tx.list(DeliverySql.PROBES, DueRow::read, dueBy, cohort.environmentId(), most)
                    : tx.list(
                            DeliverySql.DUE,
                            DueRow::read,
                            dueBy,
                            cohort.environmentId(),
                            cohort.batchLimit(),
                            cohort.size(most));
            var batch = new Batch();
            var unasked = new HashSet<String>();
            for (DueRow dueRow : candidates) {
                if (dueRow.waitsUnasked()) {
                    unasked.add(dueRow.record().artifact().digest().value());
                } else {
                    batch.offer(dueRow);
                }
            }
            parkedUnasked += unasked.stream().mapToInt(missing::parkUnasked).sum();
            // If it is empty, all candidates were parked: try the next ones.
            if (!batch.chosen.isEmpty()) {
                List<Lease> leases = lease(tx, batch.chosen);
                return new LeasedBatch(batch.chosen.getFirst().environment(), leases, parkedUnasked, acceptance);
            }
        }
    }

    private List<Lease> lease(Tx tx, List<DueRow> chosen) {
        String token = tokens.get();
        long expiresAt = steady.instant().plus(leaseTime).toEpochMilli();
        var leases = new ArrayList<Lease>(chosen.size());
        var changes = new ArrayList<@Nullable Object[]>(chosen.size());
        for (DueRow dueRow : chosen) {
            changes.add(new Object[] {token, expiresAt, dueRow.rowId()});
            leases.add(dueRow.leased(token));
        }
        tx.updateEach(DeliverySql.LEASE, changes);
        return leases;
    }

    /**
     * Applies transitions in one transaction.
     *
     * @return the result of each transition, in the same order
     */
    public List<AppliedTransition> settle(List<? extends Transition> transitions) {
        return file.write(tx -> {
            var applying = new Transitions(tx, clock.instant());
            return transitions.stream().map(applying::apply).toList();
        });
    }

    /** Returns when the next waiting row is due, in the past if it is due already; empty if no row waits. */
    public Optional<Instant> nextDue() {
        return file.read(tx -> tx.instant(DeliverySql.NEXT_DUE, MissingArtifacts.NO_TIME_OF_ITS_OWN));
    }

    /**
     * Makes rows due after a condition that affected all of them has ended.
     *
     * @param parkedToo whether parked rows are included; if not, only rows whose last fault is newer than the last acceptance
     */
    public void release(boolean parkedToo) {
        file.write(tx -> {
            Instant now = clock.instant();
            if (parkedToo) {
                tx.update(DeliverySql.FORGET_MISSING);
                tx.update(DeliverySql.RELEASE_PARKED, now);
            }
            return tx.update(DeliverySql.RELEASE_FAULTED, now, now);
        });
    }

    /** Reaps all expired leases; returns their number. */
    public int reap() {
        return reap(steady.instant());
    }

    /** Reaps all leases, which are those of a dead controller: to be called at the start, by the holder of the file. */
    public int reapAll() {
        return reap(Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    private int reap(Instant expiredAt) {
        return file.write(tx -> {
            var transitions = new Transitions(tx, clock.instant());
            List<Held> expired = tx.list(DeliverySql.EXPIRED_LEASES, Held::read, expiredAt);
            expired.forEach(held -> transitions.reap(held.rowId(), held.token(), held.batchLimit()));
            return expired.size();
        });
    }

    /** The columns of a leased row that reaping needs. */
    private record Held(long rowId, String token, @Nullable Integer batchLimit) {
        static Held read(ResultSet row) throws SQLException {
            return new Held(row.getLong("id"), row.getString("lease_token"), Tx.integer(row, "batch_limit"));
        }
    }

    /** The environment and size that the first due row sets for its batch. */
    private record Cohort(long environmentId, @Nullable Integer batchLimit) {
        static Cohort read(ResultSet row) throws SQLException {
            return new Cohort(row.getLong("environment_id"), Tx.integer(row, "batch_limit"));
        }

        int size(int most) {
            return batchLimit == null ? most : Math.min(most, batchLimit);
        }
    }

    /** A selection of candidates that may share a call. */
    private static final class Batch {
        private final Map<Digest, Artifact> artifacts = new HashMap<>();
        private final List<DueRow> chosen = new ArrayList<>();

        void offer(DueRow dueRow) {
            Artifact artifact = dueRow.record().artifact();
            Artifact sharing = artifacts.putIfAbsent(artifact.digest(), artifact);
            if (sharing == null || sharing.equals(artifact)) {
                chosen.add(dueRow);
            }
        }
    }
}
