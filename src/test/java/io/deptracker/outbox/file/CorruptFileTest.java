package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.BrakeStore;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.Row;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.record.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file becomes corrupt in many ways between two starts: the second one recovers, and GitHub ends up equal to the cluster.
 */
class CorruptFileTest {
    private static final int DEPLOYMENTS = 1000;
    private static final int PAGE = 4096;

    /** Workloads whose rows were given up before; these rows stay so if they are readable. */
    private static final Set<String> GIVEN_UP = Set.of("web-00002", "web-00003");

    @TempDir
    Path folder;

    /** The last record of each name that GitHub accepted. */
    private final Map<String, String> gitHub = new TreeMap<>();

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void gitHubEndsUpAsTheClusterIs(Corruption corruption) throws Exception {
        workAndStop();
        byte[] corrupt = corruption.tear(Files.readAllBytes(path()));
        Files.write(path(), corrupt);

        try (var outbox = new TestOutbox(folder)) {
            outbox.clock.set(Instant.now().plus(Duration.ofHours(12)));
            assertThat(outbox.texts("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside).hasBinaryContent(corrupt));
            assertThat(outbox.file().setAsideFiles()).isEqualTo(1);
            var unknown = new HashSet<>(Set.of("web-00006", "web-00007"));
            outbox.rows().forEach(row -> unknown.remove(row.name()));
            outbox.queue().reapAll();
            compare(outbox);
            deliver(outbox);

            var expected = new TreeMap<String, String>();
            cluster().forEach((name, build) -> expected.put(name, "deployed v" + build));
            var view = new TreeMap<>(gitHub);
            view.values().removeIf(said -> said.startsWith("decommissioned"));
            // No readable row records that they existed.
            view.keySet().removeAll(unknown);
            if (corruption == Corruption.ZEROED_STRETCH || corruption == Corruption.RANDOM_STRETCH) {
                assertThat(unknown).isEmpty();
            }
            view.keySet().removeAll(GIVEN_UP);
            expected.keySet().removeAll(GIVEN_UP);
            assertThat(view).containsExactlyEntriesOf(expected);
        }
        assertStartsAgainAsIfNothingHadBeen();
    }

    @Test
    void carriesOverAllThatIsOwedOrGivenUpWhereOnlyAnIndexIsTorn() throws Exception {
        workAndStop();
        List<String> before;
        int page;
        try (var outbox = new TestOutbox(folder)) {
            before = live(outbox);
            page = Integer.parseInt(
                    outbox.texts("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_by_deployment'")
                            .getFirst());
        }
        byte[] corrupt = Files.readAllBytes(path());
        System.arraycopy(Corruption.noise(PAGE), 0, corrupt, (page - 1) * PAGE, PAGE);
        Files.write(path(), corrupt);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(live(outbox)).containsAll(before).hasSizeGreaterThan(before.size());
            assertThat(outbox.texts("SELECT count(*) FROM deployment")).containsExactly(String.valueOf(DEPLOYMENTS));
            assertThat(new GateStore(outbox.file()).read(outbox.clock.instant()))
                    .hasValueSatisfying(shut -> assertThat(shut.detail()).isEqualTo("HTTP 503"));
            assertThat(new BrakeStore(outbox.file()).read().heldSince()).contains(Instant.EPOCH);
            assertThat(outbox.texts("SELECT accepted_version FROM deployment WHERE deployment_name = 'web-00009'"))
                    .containsExactly("v9");
        }
    }

    @Test
    void aLogWithoutItsDatabaseIsSetAside() throws Exception {
        Path log = folder.resolve("outbox.db-wal");
        byte[] written;
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(Fixtures.many(10));
            written = Files.readAllBytes(log);
        }
        Files.delete(path());
        Files.write(log, written);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.rows()).isEmpty();
            assertThat(outbox.file().setAsideFiles()).isEqualTo(1);
            assertThat(setAside()).singleElement().satisfies(aside -> {
                assertThat(aside).hasBinaryContent(written);
                assertThat(aside.toString()).endsWith("-wal");
            });
        }
    }

    @Test
    void aTornFileInUseIsLeftToItsHolder() throws Exception {
        workAndStop();
        Process child = OpenInChild.start(path());
        try {
            assertThat(OpenInChild.said(child)).startsWith(OpenInChild.OPENED);
            Files.write(path(), new byte[10 * PAGE]);

            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> Outbox.open(path()))
                    .withMessageContaining("is in use by process " + child.pid());
            assertThat(setAside()).isEmpty();
        } finally {
            child.destroyForcibly().waitFor();
        }

        Outbox.open(path()).close();
        assertThat(setAside()).isNotEmpty();
    }

    @Test
    void aStartThatEndedBetweenTheTwoNamesIsGoneOnWith() throws Exception {
        workAndStop();
        Files.copy(path(), folder.resolve("outbox.db.rebuilt"));
        byte[] corrupt = Corruption.noise(10 * PAGE);
        Files.write(path(), corrupt);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("SELECT count(*) FROM deployment")).containsExactly(String.valueOf(DEPLOYMENTS));
            assertThat(setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside).hasBinaryContent(corrupt));
        }
        assertThat(folder.resolve("outbox.db.rebuilt")).doesNotExist();
    }

    @Test
    void aStartThatEndedWhileItBuiltIsBegunAnew() throws Exception {
        workAndStop();
        Files.write(folder.resolve("outbox.db.rebuilding"), Corruption.noise(5000));
        Files.write(folder.resolve("outbox.db.rebuilding-wal"), Corruption.noise(5000));
        Files.write(path(), Corruption.ZEROED_STRETCH.tear(Files.readAllBytes(path())));

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(outbox.rows()).isNotEmpty();
        }
        assertThat(folder.resolve("outbox.db.rebuilding")).doesNotExist();
    }

    private Path path() {
        return folder.resolve("outbox.db");
    }

    /** Creates rows in every state, then stops. */
    private void workAndStop() {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(Fixtures.many(DEPLOYMENTS));
            deliver(outbox);
            outbox.commit(running("web-00001", 2001));
            Lease parked = outbox.leaseOne();
            Instant later = outbox.clock.instant().plus(Duration.ofHours(1));
            outbox.settle(new Park(parked, ParkReason.ATTESTATION, later, "404"));
            outbox.commit(running("web-00002", 2002));
            Lease buried = outbox.leaseOne();
            outbox.settle(new Bury(buried, "422", false));
            outbox.commit(running("web-00003", 2003));
            Lease unattested = outbox.leaseOne();
            outbox.settle(new GiveUp(unattested, "404", null));
            outbox.commit(running("web-00005", 2005));
            outbox.leaseOne();
            outbox.commit(running("web-00004", 2004));
            outbox.commit(gone("web-00006"));
            new GateStore(outbox.file())
                    .shut(new GateStore.ShutGate(GateReason.OUTAGE, "HTTP 503", Instant.EPOCH, Instant.EPOCH, 3));
            new BrakeStore(outbox.file()).hold(Instant.EPOCH, 30, Optional.empty());
        }
    }

    /** Returns what runs at the second start: one more workload ended and one was rolled out while no controller ran. */
    private static Map<String, Integer> cluster() {
        var cluster = new TreeMap<String, Integer>();
        IntStream.rangeClosed(1, DEPLOYMENTS).forEach(i -> cluster.put("web-%05d".formatted(i), i));
        IntStream.rangeClosed(1, 5).forEach(i -> cluster.put("web-%05d".formatted(i), 2000 + i));
        cluster.remove("web-00006");
        cluster.remove("web-00007");
        cluster.put("web-00008", 2008);
        return cluster;
    }

    private static void compare(TestOutbox outbox) {
        List<DesiredState> states = new ArrayList<>();
        cluster().forEach((name, build) -> states.add(running(name, build)));
        var vanished = new HashSet<>(new Intake(outbox.file(), outbox.clock, () -> {}).workloads());
        states.forEach(state -> vanished.remove(state.workload()));
        vanished.forEach(workload -> states.add(DesiredState.gone(workload, Fixtures.PRODUCTION)));
        outbox.commit(states);
    }

    private void deliver(TestOutbox outbox) {
        for (List<Lease> leases = outbox.lease(); !leases.isEmpty(); leases = outbox.lease()) {
            List<Lease> batch = leases;
            batch.forEach(lease -> gitHub.put(lease.record().deploymentName(), said(lease)));
            outbox.settle(batch.stream().map(Deliver::new).toList());
        }
    }

    private static String said(Lease lease) {
        Status status = lease.record().status();
        return status.wireName() + " " + lease.record().artifact().version();
    }

    private static List<String> live(TestOutbox outbox) {
        return outbox.rows().stream()
                .filter(row -> !Set.of("delivered", "superseded").contains(row.state()))
                .map(Row::brief)
                .toList();
    }

    private List<Path> setAside() throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("outbox.db.corrupt-"))
                    .filter(file -> !file.toString().endsWith("-shm"))
                    .toList();
        }
    }

    private void assertStartsAgainAsIfNothingHadBeen() throws Exception {
        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.file().setAsideFiles()).isEqualTo(1);
            compare(outbox);
            outbox.clock.set(Instant.now().plus(Duration.ofHours(24)));
            assertThat(outbox.lease()).isEmpty();
        }
    }
}
