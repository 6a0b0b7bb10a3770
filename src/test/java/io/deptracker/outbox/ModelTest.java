package io.deptracker.outbox;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox keeps its invariants under random sequences of events. */
class ModelTest {
    private static final int SEQUENCES = 300;
    private static final int STEPS = 30;

    @Test
    void keepsItsPromisesWhateverHappens(@TempDir Path folder) {
        long first = Long.getLong("model.seed", System.nanoTime());
        try (var outbox = new TestOutbox(folder)) {
            for (long seed = first; seed < first + SEQUENCES; seed++) {
                run(outbox, seed);
                outbox.sql("DELETE FROM outbox");
                outbox.sql("DELETE FROM deployment");
            }
        }
    }

    private static void run(TestOutbox outbox, long seed) {
        int step = 0;
        try {
            var simulation = new Simulation(outbox, new Random(seed));
            for (; step < STEPS; step++) {
                simulation.step();
            }
            simulation.comeToRest();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(
                    "step %d of the sequence that -Dmodel.seed=%d begins with: %s\n%s"
                            .formatted(step, seed, failed.getMessage(), String.join("\n", outbox.brief())),
                    failed);
        }
    }
}
