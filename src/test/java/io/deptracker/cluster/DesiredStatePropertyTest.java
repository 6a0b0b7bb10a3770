package io.deptracker.cluster;

import io.deptracker.outbox.Outbox;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of cluster events, seen late and incompletely by the tracker. Once the cluster is quiet, GitHub must
 * show the truth, and must not have received more records than the truth has changed. A sequence is what happens in one
 * namespace; those of one round share a tracker, so that they share its writes to disk.
 */
class DesiredStatePropertyTest {
    private static final int ROUNDS = Integer.getInteger("truth.rounds", 50);

    @Test
    void gitHubShowsWhatTheClusterRuns(@TempDir Path folder) {
        long first = Long.getLong("truth.seed", System.nanoTime());
        var clock = new SettableClock();
        try (var outbox = Outbox.open(folder.resolve("outbox.db"))) {
            for (long seed = first; seed < first + ROUNDS; seed++) {
                var round = new SimulatedRound(outbox, clock, seed);
                try {
                    round.run();
                } catch (AssertionError | RuntimeException failed) {
                    throw new AssertionError(
                            "turn %d of the round that -Dtruth.seed=%d -Dtruth.rounds=1 repeats (%s): %s"
                                    .formatted(round.turn(), seed, round, failed.getMessage()),
                            failed);
                }
            }
        }
    }
}
