package io.deptracker.outbox;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The retirement of a cluster: all its deployments are decommissioned, and nothing that runs is recorded until it is undone.
 * Safe for many threads.
 */
public final class Retirement {
    private final OutboxFile file;
    private final InstantSource clock;

    /**
     * The progress of a retirement.
     *
     * @param total the number of deployments to be decommissioned at GitHub
     * @param open the number of them with a row that is pending or in flight
     * @param stuck the number of the others with a row that is parked, unattested or dead
     */
    public record Progress(long total, long open, long stuck) {
        /** Returns the number of deployments that GitHub shows as decommissioned. */
        public long done() {
            return total - open - stuck;
        }
    }

    /** Creates the retirement of the cluster of an outbox. */
    public Retirement(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Checks within a transaction whether the cluster is retired. */
    static boolean isRetired(Tx tx) {
        return tx.instant(IntakeSql.RETIRED_SINCE).isPresent();
    }

    /** Returns when the cluster was retired; empty if it is not. */
    public Optional<Instant> since() {
        return file.read(tx -> tx.instant(IntakeSql.RETIRED_SINCE));
    }

    /** Returns the names of the clusters with deployed deployments: one, unless it was just renamed. */
    public List<String> clusters() {
        return file.read(tx -> tx.list(IntakeSql.CLUSTERS, row -> row.getString(1)));
    }

    /**
     * Retires the cluster in one transaction: sets the mark, decommissions every deployment and releases the brake. Changes
     * nothing if it is retired already.
     *
     * @return the number of decommissioned deployments; those that GitHub may show are enqueued
     */
    public int begin() {
        return file.write(tx -> {
            if (isRetired(tx)) {
                return 0;
            }
            Instant now = clock.instant();
            tx.update(IntakeSql.RETIRE, now);
            tx.update(IntakeSql.RELEASE_BRAKE);
            var comparison = new Comparison(tx, now, _ -> true);
            tx.list(IntakeSql.DEPLOYED, DeploymentRow::read).forEach(comparison::decommission);
            return comparison.committed().decommissioned();
        });
    }

    /** Removes the mark, so that the next full comparison posts what runs; returns whether there was one. */
    public boolean undo() {
        return file.write(tx -> tx.update(IntakeSql.END_RETIREMENT)) > 0;
    }

    /** Returns the progress since the cluster was retired. */
    public Progress progress() {
        return file.read(tx -> tx.first(
                        IntakeSql.RETIREMENT_PROGRESS,
                        row -> new Progress(row.getLong("total"), row.getLong("open"), row.getLong("stuck")),
                        tx.instant(IntakeSql.RETIRED_SINCE).orElse(Instant.EPOCH))
                .orElseThrow());
    }
}
