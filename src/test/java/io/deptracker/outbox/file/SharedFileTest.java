package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.operator.Inspection;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.outbox.operator.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands use the file while a controller holds it. */
class SharedFileTest {
    @TempDir
    Path folder;

    @Test
    void nothingIsMadeWhereThereIsNoOutbox() throws Exception {
        Path none = folder.resolve("deeper/outbox.db");
        assertRefused(none, "does not exist");
        assertThat(none.getParent()).doesNotExist();

        assertRefused(Files.createFile(folder.resolve("empty.db")), "no controller has initialized it yet");
        assertRefused(Files.writeString(folder.resolve("notes.txt"), "x".repeat(200)), "is not an SQLite file");
        assertRefused(folder, "is not a regular file");
    }

    @Test
    void anotherSchemaIsRefusedAndLeftAsItIs() throws Exception {
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();
        run(path, "UPDATE flyway_schema_history SET version = '999' WHERE version = '" + Migrations.latest() + "'");
        assertRefused(path, "has schema 999, which a newer version of this program wrote");

        run(path, "DELETE FROM flyway_schema_history WHERE version = '999'");
        assertRefused(path, "has an older schema than this program, which needs");
    }

    @Test
    void whoReadsCanNotWrite() {
        try (var outbox = new TestOutbox(folder);
                var shared = OutboxFile.openReadOnly(folder.resolve("outbox.db"))) {
            outbox.commit(running("web", 1));

            assertThat(new Inspection(shared, outbox.clock).rows(RowFilter.ALL, 10))
                    .hasSize(1);
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> new GateStore(shared).resume())
                    .withMessageContaining("readonly");
        }
    }

    @Test
    void readingLeavesTheLogOfAControllerThatDiedAsItIs() throws Exception {
        Path left = Files.createDirectory(folder.resolve("left")).resolve("outbox.db");
        Path log = left.resolveSibling("outbox.db-wal");
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(running("web", 1));
            Files.copy(folder.resolve("outbox.db"), left);
            Files.copy(folder.resolve("outbox.db-wal"), log);
        }
        byte[] before = Files.readAllBytes(left);
        byte[] logBefore = Files.readAllBytes(log);

        try (var shared = OutboxFile.openReadOnly(left)) {
            assertThat(new Inspection(shared, InstantSource.system()).rows(RowFilter.ALL, 10))
                    .hasSize(1);
        }

        assertThat(Files.readAllBytes(left)).isEqualTo(before);
        assertThat(Files.readAllBytes(log)).isEqualTo(logBefore).isNotEmpty();
    }

    @Test
    void theControllerSeesWhatIsChangedBesideIt() {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(running("web", 1));
            try (var shared = OutboxFile.openShared(folder.resolve("outbox.db"))) {
                new RowActions(shared, outbox.clock).discard(RowFilter.ALL);
            }
            assertThat(outbox.lease()).isEmpty();
            outbox.commit(running("web", 2));
            assertThat(outbox.lease()).hasSize(1);
        }
    }

    @Test
    void theHolderIsToldWhileThereIsOne() throws Exception {
        Path path = folder.resolve("outbox.db");
        OutboxFile outbox = Outbox.open(path);
        assertThat(HolderLock.currentHolder(path))
                .hasValueSatisfying(holder -> assertThat(holder)
                        .startsWith("process " + ProcessHandle.current().pid()));
        outbox.close();
        assertThat(HolderLock.currentHolder(path)).isEmpty();
    }

    @Test
    void aCopyMadeWhileTheControllerWritesIsAnOutboxOfOneMoment() throws Exception {
        Path copy = folder.resolve("copy.db");
        var stop = new AtomicBoolean();
        List<String> inCopy;
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(running("web", 1), running("api", 2));
            var writing = Thread.ofPlatform().start(() -> {
                for (int build = 3; !stop.get(); build++) {
                    outbox.commit(running("web", build), running("api", build));
                }
            });
            Backup.make(folder.resolve("outbox.db"), copy);
            stop.set(true);
            writing.join();
        }
        assertThat(Files.getPosixFilePermissions(copy)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var file = Outbox.open(copy)) {
            inCopy = file.read(
                    tx -> tx.list("SELECT version FROM deployment ORDER BY deployment_name", row -> row.getString(1)));
            assertThat(new Verification(file, InstantSource.system()).faults()).isEmpty();
            assertThat(file.<Long>read(tx -> tx.number("PRAGMA application_id")))
                    .isEqualTo(FileHeader.APPLICATION_ID);
            assertThat(file.<Long>read(tx -> tx.number("PRAGMA auto_vacuum"))).isEqualTo(2);
        }
        // Both are committed in one transaction.
        assertThat(inCopy).hasSize(2);
        assertThat(inCopy.getFirst().equals(inCopy.getLast()) || inCopy.equals(List.of("v2", "v1")))
                .isTrue();
    }

    @Test
    void aCopyWritesOverNothing() throws Exception {
        Path copy = Files.writeString(folder.resolve("copy.db"), "precious");
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Backup.make(path, copy))
                .withMessageContaining("exists already");
        assertThat(copy).hasContent("precious");
    }

    private static void assertRefused(Path path, String why) {
        for (boolean reading : new boolean[] {true, false}) {
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> (reading ? OutboxFile.openReadOnly(path) : OutboxFile.openShared(path)).close())
                    .withMessageContaining(path.toString())
                    .withMessageContaining(why);
        }
    }

    private static void run(Path path, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
