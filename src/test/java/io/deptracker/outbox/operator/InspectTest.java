package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.record.Workload;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queries in db/inspect, run while the file is open by the sqlite3 command if it is installed. */
class InspectTest {
    private TestOutbox outbox;

    @BeforeEach
    void fill(@TempDir Path folder) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "sqlite3"))),
                "sqlite3 is not installed");
        outbox = new TestOutbox(folder);
        outbox.commit(running("web", 1), running("api", 2), running("db", 3), running("slow", 4), running("late", 5));
        List<Lease> leases = outbox.lease();
        outbox.clock.advance(TestOutbox.MINUTE);
        Instant now = outbox.clock.instant();
        outbox.settle(
                new Deliver(leases.get(0)),
                new Bury(leases.get(1), "HTTP 422: no", false),
                new Park(leases.get(2), ParkReason.PERMISSION, now.plusSeconds(60), "HTTP 403: no"),
                new Retry(leases.get(3), now.plusSeconds(60), null, "HTTP 502: oops", true));
        outbox.clock.advance(TestOutbox.MINUTE.multipliedBy(60));
        outbox.settle(new Deliver(leases.get(4)));
        var gate = new GateStore(outbox.file());
        gate.pause(new GateStore.Pause("tokens change", now));
        gate.shut(new GateStore.ShutGate(GateReason.OUTAGE, "HTTP 503", now, now.plusSeconds(60), 1));
    }

    @AfterEach
    void close() {
        if (outbox != null) {
            outbox.close();
        }
    }

    @Test
    void backlog() throws Exception {
        List<String> lines = query("backlog");
        assertThat(lines).hasSize(4);
        // The number of minutes depends on when the test runs.
        assertThat(lines.get(0)).matches("parked\\|1\\|2026-03-01 10:00:00Z\\|-?\\d+\\|2026-03-01 10:02:00Z");
        assertThat(lines.get(1)).matches("pending\\|1\\|2026-03-01 10:00:00Z\\|-?\\d+\\|2026-03-01 10:02:00Z");
        assertThat(lines.subList(2, 4))
                .containsExactly(
                        "gate shut by outage: HTTP 503|2026-03-01 10:01:00Z|2026-03-01 10:02:00Z",
                        "paused by an operator: tokens change|2026-03-01 10:01:00Z|resume");
    }

    @Test
    void stuck() throws Exception {
        assertThat(query("stuck"))
                .containsExactly(
                        "dead|1|0|2026-03-01 10:00:00Z|api|HTTP 422: no",
                        "parked|1|0|2026-03-01 10:00:00Z|db|HTTP 403: no",
                        "pending|1|1|2026-03-01 10:00:00Z|slow|HTTP 502: oops");
    }

    @Test
    void differing() throws Exception {
        assertThat(query("differing"))
                .containsExactly(
                        "dead|1|2026-03-01 10:00:00Z|api|HTTP 422: no",
                        "parked_permission|1|2026-03-01 10:00:00Z|db|HTTP 403: no",
                        "pending|1|2026-03-01 10:00:00Z|slow|HTTP 502: oops");
    }

    @Test
    void slowest() throws Exception {
        assertThat(query("slowest"))
                .containsExactly(
                        "5|late|deployed|3660|0|0|2026-03-01 10:00:00Z|2026-03-01 11:01:00Z",
                        "1|web|deployed|60|0|0|2026-03-01 10:00:00Z|2026-03-01 10:01:00Z");
    }

    @Test
    void byNamespace() throws Exception {
        assertThat(query("by_namespace")).containsExactly("shop|5|2|1|0|1|2");
    }

    @Test
    void byKind() throws Exception {
        outbox.commit(new DesiredState(
                new Workload("shop", "argoproj.io", "Rollout", "web"),
                Fixtures.PRODUCTION,
                List.of(deployed("web", 9))));
        outbox.commit(new DesiredState(
                new Workload("shop", "argoproj.io", "Rollout", "ro"), Fixtures.PRODUCTION, List.of(deployed("ro", 9))));
        assertThat(query("by_kind")).containsExactly("Deployment|5|0|1", "Rollout.argoproj.io|1|0|0");
    }

    @Test
    void throughputByHour() throws Exception {
        assertThat(query("throughput_by_hour"))
                .containsExactly("2026-03-01 11:00Z|0|1|0|0|3660.0", "2026-03-01 10:00Z|5|1|0|1|60.0");
    }

    private List<String> query(String name) throws Exception {
        Process sqlite = new ProcessBuilder("sqlite3", outbox.file().path().toString())
                .redirectInput(Path.of("db", "inspect", name + ".sql").toFile())
                .redirectErrorStream(true)
                .start();
        List<String> lines = sqlite.inputReader().readAllLines();
        assertThat(sqlite.waitFor()).as("%s", lines).isZero();
        return lines;
    }
}
