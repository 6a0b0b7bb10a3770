package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Others;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.outbox.upkeep.Pruning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The diagram of docs/state-machine.md has exactly the transitions that rows of an outbox at work make. */
class StateMachineTest {
    private static final int STEPS = 1500;
    private static final int STEPS_BETWEEN_REVIVALS = 40;
    private static final Duration RETENTION = Duration.ofDays(1);
    private static final Pattern TRANSITION = Pattern.compile("(?m)^ +(\\S+ --> [^\\s:]+):");

    @Test
    void theDiagramHasTheTransitionsThatRowsMake(@TempDir Path folder) throws Exception {
        List<String> drawn = TRANSITION
                .matcher(Files.readString(Path.of("docs/state-machine.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(drawn).doesNotHaveDuplicates();

        assertThat(made(folder)).containsExactlyElementsOf(new TreeSet<>(drawn));
    }

    /** Returns the transitions of a long random run, as triggers saw them. */
    private static List<String> made(Path folder) {
        try (var outbox = new TestOutbox(folder)) {
            outbox.sql("CREATE TABLE made (transition TEXT PRIMARY KEY)");
            outbox.sql("CREATE TRIGGER entered AFTER INSERT ON outbox BEGIN"
                    + " INSERT OR IGNORE INTO made VALUES ('[*] --> ' || NEW.state); END");
            outbox.sql("CREATE TRIGGER changed AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state BEGIN"
                    + " INSERT OR IGNORE INTO made VALUES (OLD.state || ' --> ' || NEW.state); END");
            outbox.sql("CREATE TRIGGER pruned AFTER DELETE ON outbox BEGIN"
                    + " INSERT OR IGNORE INTO made VALUES (OLD.state || ' --> [*]'); END");
            rareOnes(outbox);
            var simulation = new Simulation(outbox, new Random(1));
            for (int step = 1; step <= STEPS; step++) {
                simulation.step();
                if (step % STEPS_BETWEEN_REVIVALS == 0) {
                    new RowActions(outbox.file(), outbox.clock).revive(RowFilter.ALL);
                }
            }
            return outbox.texts("SELECT transition FROM made ORDER BY transition");
        }
    }

    /** The transitions that a random run seldom makes. */
    private static void rareOnes(TestOutbox outbox) {
        outbox.commit(running("one", 1), running("other", 1));
        outbox.settle(outbox.lease().stream()
                .map(lease -> new Park(lease, ParkReason.ATTESTATION, outbox.clock.instant(), "404"))
                .toList());
        outbox.settle(new GiveUp(outbox.leaseOne(), "404", new Others(outbox.clock.instant(), outbox.clock.instant())));

        outbox.commit(running("replaced", 4));
        outbox.settle(outbox.lease().stream()
                .map(lease -> new Bury(lease, "422", false))
                .toList());
        outbox.commit(running("replaced", 5));
        outbox.settle(outbox.lease().stream().map(Deliver::new).toList());

        outbox.commit(running("unattested", 2), running("dead", 3));
        List<Lease> inFlight = outbox.lease();
        outbox.commit(gone("unattested"), gone("dead"));
        outbox.settle(
                inFlight.stream().map(lease -> new Bury(lease, "422", false)).toList());
        List<Lease> decommissions = outbox.lease();
        outbox.settle(
                new GiveUp(decommissions.getFirst(), "404", null), new Bury(decommissions.getLast(), "422", false));
        outbox.clock.advance(RETENTION.plusSeconds(1));
        new Pruning(outbox.file(), outbox.clock, RETENTION, RETENTION).run();
    }
}
