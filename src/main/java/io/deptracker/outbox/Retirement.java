package io.deptracker.outbox;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The end of a cluster: all its deployments are decommissioned, and while the mark stands nothing that runs is recorded. Safe for
 * many threads.
 */
public final class Retirement {
    private final OutboxFile file;
    private final InstantSource clock;

    /**
     * How far the controller has come.
     *
     * @param total how many deployments GitHub is to show as decommissioned
     * @param open how many of them have a row that is pending or in flight
     * @param stuck how many of the others have a row that is parked, unattested or dead
     */
    public record Progress(long total, long open, long stuck) {
        /** Returns how many deployments GitHub shows as decommissioned. */
        public long done() {
            return total - open - stuck;
        }
    }

    public Retirement(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Checks whether the mark stands, within a transaction. */
    static boolean isRetired(Tx tx) {
        return tx.instant(IntakeSql.RETIRED_SINCE).isPresent();
    }

    /** Returns since when the cluster has been retired; empty if it is not. */
    public Optional<Instant> since() {
        return file.read(tx -> tx.instant(IntakeSql.RETIRED_SINCE));
    }

    /** Returns the names of the clusters whose deployments are deployed: one, unless it was renamed just now. */
    public List<String> clusters() {
        return file.read(tx -> tx.list(IntakeSql.CLUSTERS, row -> row.getString(1)));
    }

    /**
     * Retires the cluster in one transaction: sets the mark, decommissions every deployment and ends what the brake holds. If it
     * is retired already, nothing changes.
     *
     * @return how many deployments were decommissioned; GitHub is owed those that it may show
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

    /** Removes the mark, so that the next comparison posts what runs; returns whether there was one. */
    public boolean undo() {
        return file.write(tx -> tx.update(IntakeSql.END_RETIREMENT)) > 0;
    }

    /** Returns how far the controller has come with what is decommissioned since the mark was set. */
    public Progress progress() {
        return file.read(tx -> tx.first(
                        IntakeSql.RETIREMENT_PROGRESS,
                        row -> new Progress(row.getLong("total"), row.getLong("open"), row.getLong("stuck")),
                        tx.instant(IntakeSql.RETIRED_SINCE).orElse(Instant.EPOCH))
                .orElseThrow());
    }
}
