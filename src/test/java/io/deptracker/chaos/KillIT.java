package io.deptracker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is lost by kill -9 at any moment. {@code -Dkills} is the number of kills; {@code -Dchaos.seed} repeats the
 * choices of an earlier run.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("kills", 25);
    private static final long SEED = Long.getLong("chaos.seed", new SecureRandom().nextInt(1_000_000));
    private static final int MOST_TRIES = 6;

    /** First on a file that does not exist yet; after the third kill it has a schema. */
    private static final List<KillPoint> FIRST = List.of(KillPoint.MIGRATING, KillPoint.MIGRATING, KillPoint.COMMITTED);

    /** In random order. */
    private static final List<KillPoint> THEN = List.of(
            KillPoint.LEASED,
            KillPoint.CALLED,
            KillPoint.ACCEPTED,
            KillPoint.ACCEPTED,
            KillPoint.SETTLED,
            KillPoint.PRUNING,
            KillPoint.STOPPING,
            KillPoint.AT_RANDOM,
            KillPoint.AT_RANDOM,
            KillPoint.AT_RANDOM);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostByAKillAtAnyMoment() throws Exception {
        var random = new Random(SEED);
        var summary = new Summary(SEED);
        System.out.printf("%d kills, seed %d%n", KILLS, SEED);
        for (int series = 1; summary.kills() < KILLS; series++) {
            Path room = Files.createDirectory(folder.resolve("series-" + series));
            try (var here = new KillSeries(room, signIn(series), random.nextLong(), summary)) {
                play(here, steps(random), summary);
                here.finish();
            }
            System.out.printf("after series %d: %s", series, summary);
        }

        assertThat(KillPoint.values())
                .allSatisfy(killPoint -> assertThat(summary.kills(killPoint))
                        .as("kills %s", killPoint)
                        .isPositive());
        assertThat(summary.duplicates())
                .as("records posted twice")
                .isLessThanOrEqualTo(summary.kills() * KillSeries.WORKERS * KillSeries.BATCH_SIZE);
    }

    private static void play(KillSeries killSeries, List<KillPoint> steps, Summary summary) throws Exception {
        for (KillPoint killPoint : steps) {
            int tries = 1;
            while (summary.kills() < KILLS && !killSeries.kill(killPoint)) {
                assertThat(tries).as("tries to kill %s", killPoint).isLessThan(MOST_TRIES);
                tries++;
            }
        }
    }

    private static SignIn signIn(int series) {
        return series % 2 == 0 ? SignIn.APP : SignIn.TOKEN;
    }

    private static List<KillPoint> steps(Random random) {
        var then = new ArrayList<>(THEN);
        Collections.shuffle(then, random);
        var steps = new ArrayList<>(FIRST);
        steps.addAll(then);
        return steps;
    }
}
