package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.record.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start from a copy that is hours old, after GitHub accepted many newer records. */
class CopyTest {
    @TempDir
    Path folder;

    /** The last record of each name that GitHub accepted. */
    private final Map<String, String> gitHub = new TreeMap<>();

    /** The last build of each name that GitHub accepted; it only grows, since builds are numbered in order. */
    private final Map<String, Integer> newest = new TreeMap<>();

    @Test
    void nothingOlderThanTheNewestIsToldAndTheEndIsTheClusters() throws Exception {
        Path copies = folder.resolve("copies");
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(Fixtures.many(20));
            deliver(outbox);
            outbox.commit(running("web-00001", 101), running("web-00002", 102), running("web-00003", 103));
            Lease parked = outbox.queue().lease(1).leases().getFirst();
            Instant later = outbox.clock.instant().plus(Duration.ofMinutes(5));
            outbox.settle(new Park(parked, ParkReason.PERMISSION, later, "403"));
            assertThat(outbox.queue().lease(1).leases()).as("one in flight").hasSize(1);
            outbox.commit(gone("web-00020"));

            copy(copies);

            outbox.clock.advance(Duration.ofHours(3));
            outbox.queue().reapAll();
            for (int i = 1; i <= 10; i++) {
                outbox.commit(running("web-%05d".formatted(i), 200 + i));
            }
            deliver(outbox);
            // Changes that the copy lacks: the deployment ended or was rolled back after the copy was made.
            outbox.commit(gone("web-00005"), gone("web-00003"), running("web-00011", 11), running("late", 300));
            deliver(outbox);
        }
        assertThat(gitHub.get("web-00006")).isEqualTo("deployed 206");

        try (var outbox = new TestOutbox(copies)) {
            outbox.clock.set(Instant.now().plus(Duration.ofHours(1)));
            outbox.queue().reapAll();
            assertThat(outbox.texts("PRAGMA user_version")).containsExactly("0");
            var truth = new TreeMap<String, Integer>(Map.of("late", 300));
            for (int i = 1; i < 20; i++) {
                truth.put("web-%05d".formatted(i), i <= 10 ? 200 + i : i);
            }
            List.of("web-00003", "web-00005").forEach(truth::remove);
            // Rolled back while no controller ran, to the record that the copy regards as accepted.
            truth.put("web-00006", 6);
            newest.remove("web-00006");
            compare(outbox, truth);
            deliver(outbox);

            var view = new TreeMap<String, String>();
            gitHub.forEach((name, said) -> {
                if (said.startsWith("deployed")) {
                    view.put(name, said);
                }
            });
            var expected = new TreeMap<String, String>();
            truth.forEach((name, build) -> expected.put(name, "deployed " + build));
            assertThat(view).containsExactlyEntriesOf(expected);

            compare(outbox, truth);
            outbox.clock.advance(Duration.ofHours(1));
            assertThat(outbox.lease()).as("the backlog is empty").isEmpty();
        }
    }

    /** Deployed again after the copy was made, and gone at a time in which GitHub cannot find its artifact. */
    @Test
    void theEndOfWhatTheCopyRegardsAsGoneIsNotGivenUp() throws Exception {
        Path copies = folder.resolve("copies");
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(running("web", 1), running("new", 1));
            outbox.deliverAll();
            outbox.commit(gone("web"));
            outbox.deliverAll();
            outbox.commit(running("late", 1));
            copy(copies);
            outbox.commit(running("web", 2));
            outbox.deliverAll();
        }

        try (var outbox = new TestOutbox(copies)) {
            outbox.clock.set(Instant.now().plus(Duration.ofHours(1)));
            outbox.commit(gone("late"));
            for (Lease lease : outbox.lease()) {
                outbox.settle(
                        lease.record().status() == Status.DECOMMISSIONED
                                ? new GiveUp(lease, "404", null)
                                : new Deliver(lease));
            }

            assertThat(outbox.texts("SELECT deployment_name || ' ' || reason FROM differing ORDER BY 1"))
                    .containsExactly("late unattested", "web unattested");
        }
    }

    /** Makes a copy as the program does: marked as one. */
    private void copy(Path copies) throws Exception {
        Files.createDirectories(copies);
        Path copy = copies.resolve("outbox.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
                var statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + copy + "'");
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 1");
        }
    }

    private static void compare(TestOutbox outbox, Map<String, Integer> truth) {
        var states = new ArrayList<DesiredState>();
        truth.forEach((name, build) -> states.add(running(name, build)));
        var vanished = new HashSet<>(new Intake(outbox.file(), outbox.clock, () -> {}).workloads());
        states.forEach(state -> vanished.remove(state.workload()));
        vanished.forEach(workload -> states.add(DesiredState.gone(workload, Fixtures.PRODUCTION)));
        outbox.commit(states);
    }

    private void deliver(TestOutbox outbox) {
        for (List<Lease> leases = outbox.lease(); !leases.isEmpty(); leases = outbox.lease()) {
            List<Lease> batch = leases;
            batch.forEach(lease -> {
                String name = lease.record().deploymentName();
                int build = Integer.parseInt(
                        String.valueOf(lease.record().artifact().version()).substring(1));
                switch (lease.record().status()) {
                    case DEPLOYED -> {
                        assertThat(build).as(name).isGreaterThanOrEqualTo(newest.getOrDefault(name, 0));
                        newest.put(name, build);
                        assertThat(gitHub.getOrDefault(name, "new")).as(name).doesNotStartWith("decommissioned");
                    }
                    case DECOMMISSIONED -> {}
                }
                gitHub.put(name, lease.record().status().wireName() + " " + build);
            });
            outbox.settle(batch.stream().map(Deliver::new).toList());
        }
    }
}
