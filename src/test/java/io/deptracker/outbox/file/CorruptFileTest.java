package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.BrakeStore;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.Row;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.control.GateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file becomes corrupt in many ways between two starts: the second one recovers, and GitHub ends up equal to the cluster.
 */
class CorruptFileTest {
    private static final int PAGE = 4096;

    /** Workloads whose rows were given up before; these rows stay so if they are readable. */
    private static final Set<String> GIVEN_UP = Set.of("web-00002", "web-00003");

    @TempDir
    Path folder;

    private StoppedOutbox stopped;

    @BeforeEach
    void open() {
        stopped = new StoppedOutbox(folder);
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void gitHubEndsUpAsTheClusterIs(Corruption corruption) throws Exception {
        stopped.work();
        byte[] corrupt = corruption.tear(Files.readAllBytes(stopped.path()));
        Files.write(stopped.path(), corrupt);

        try (var outbox = new TestOutbox(folder)) {
            outbox.clock.set(Instant.now().plus(Duration.ofHours(12)));
            assertThat(outbox.texts("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(stopped.setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside).hasBinaryContent(corrupt));
            assertThat(outbox.file().setAsideFiles()).isEqualTo(1);
            var unknown = new HashSet<>(Set.of("web-00006", "web-00007"));
            outbox.rows().forEach(row -> unknown.remove(row.name()));
            outbox.queue().reapAll();
            compare(outbox);
            stopped.deliver(outbox);

            var expected = new TreeMap<String, String>();
            cluster().forEach((name, build) -> expected.put(name, "deployed v" + build));
            var view = new TreeMap<>(stopped.gitHub);
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
        stopped.work();
        List<String> before;
        int page;
        try (var outbox = new TestOutbox(folder)) {
            before = live(outbox);
            page = Integer.parseInt(
                    outbox.texts("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_by_deployment'")
                            .getFirst());
        }
        byte[] corrupt = Files.readAllBytes(stopped.path());
        System.arraycopy(Corruption.noise(PAGE), 0, corrupt, (page - 1) * PAGE, PAGE);
        Files.write(stopped.path(), corrupt);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(live(outbox)).containsAll(before).hasSizeGreaterThan(before.size());
            assertThat(outbox.texts("SELECT count(*) FROM deployment"))
                    .containsExactly(String.valueOf(StoppedOutbox.DEPLOYMENTS));
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
        Files.delete(stopped.path());
        Files.write(log, written);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.rows()).isEmpty();
            assertThat(outbox.file().setAsideFiles()).isEqualTo(1);
            assertThat(stopped.setAside()).singleElement().satisfies(aside -> {
                assertThat(aside).hasBinaryContent(written);
                assertThat(aside.toString()).endsWith("-wal");
            });
        }
    }

    @Test
    void aTornFileInUseIsLeftToItsHolder() throws Exception {
        stopped.work();
        Process child = OpenInChild.start(stopped.path());
        try {
            assertThat(OpenInChild.said(child)).startsWith(OpenInChild.OPENED);
            Files.write(stopped.path(), new byte[10 * PAGE]);

            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> Outbox.open(stopped.path()))
                    .withMessageContaining("is in use by process " + child.pid());
            assertThat(stopped.setAside()).isEmpty();
        } finally {
            child.destroyForcibly().waitFor();
        }

        Outbox.open(stopped.path()).close();
        assertThat(stopped.setAside()).isNotEmpty();
    }

    /** Returns what runs at the second start: one more workload ended and one was rolled out while no controller ran. */
    private static Map<String, Integer> cluster() {
        var cluster = new TreeMap<String, Integer>();
        IntStream.rangeClosed(1, StoppedOutbox.DEPLOYMENTS).forEach(i -> cluster.put("web-%05d".formatted(i), i));
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

    private static List<String> live(TestOutbox outbox) {
        return outbox.rows().stream()
                .filter(row -> !Set.of("delivered", "superseded").contains(row.state()))
                .map(Row::brief)
                .toList();
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
