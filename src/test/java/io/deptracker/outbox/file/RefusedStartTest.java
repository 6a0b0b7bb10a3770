package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rejected start changes nothing in the folder: no byte, name or time of any file. */
@Timeout(60)
class RefusedStartTest {
    private static final String LATER = """
            INSERT INTO flyway_schema_history
                   (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 1, '', 1, 1)""";

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("outbox.db");
    }

    @Test
    void heldByAnotherController() throws Exception {
        Process holder = OpenInChild.start(path);
        try {
            assertThat(OpenInChild.said(holder)).startsWith(OpenInChild.OPENED);

            assertRefused("is in use by process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newerSchema(boolean lockFile) throws Exception {
        Outbox.open(path).close();
        run(LATER);
        forget(lockFile, ".lock");

        assertRefused("has schema 999, which a newer version of this program wrote");
    }

    /** The newer controller was killed: its schema is only in the write-ahead log. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newerSchemaInTheLog(boolean sharedMemory) throws Exception {
        Path left = Files.createDirectory(folder.resolve("left"));
        Outbox.open(path).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.execute(LATER);
            for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
                Files.copy(folder.resolve("outbox.db" + suffix), left.resolve("outbox.db" + suffix));
            }
        }
        folder = left;
        choosePath();
        forget(sharedMemory, "-shm");

        assertRefused("has schema 999, which a newer version of this program wrote");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void fileOfAnotherProgram(String journal) throws Exception {
        run("PRAGMA journal_mode = " + journal, "PRAGMA application_id = 42", "CREATE TABLE theirs (a)");

        assertRefused("SQLite file of another program");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void fileOfAnotherProgramInThePlaceOfAnOutbox(String journal) throws Exception {
        Outbox.open(path).close();
        Files.delete(path);
        run("PRAGMA journal_mode = " + journal, "PRAGMA application_id = 42", "CREATE TABLE theirs (a)");

        assertRefused("SQLite file of another program");
    }

    @Test
    void noOutbox() throws Exception {
        Files.writeString(path, "a user's notes, not an outbox".repeat(10));

        assertRefused("is not an SQLite file");
    }

    @Test
    void logWithoutItsDatabase() throws Exception {
        Files.writeString(folder.resolve("outbox.db-wal"), "theirs");

        assertRefused("is a write-ahead log without its database");
    }

    @Test
    void aFolderInItsPlace() throws Exception {
        Files.createDirectory(path);

        assertRefused("can't be opened");
    }

    /** A rejected start keeps the spare file for any reason, even if the volume is full. */
    private void assertRefused(String why) throws Exception {
        Files.writeString(folder.resolve("outbox.db.spare"), "spare");
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-01T10:00:00Z")));
            }
        }
        FolderState before = FolderState.of(folder);

        for (int time = 1; time <= 2; time++) {
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> Outbox.open(path))
                    .withMessageContaining(path.toString())
                    .withMessageContaining(why);

            assertThat(FolderState.of(folder)).isEqualTo(before);
        }
    }

    private void forget(boolean keep, String suffix) throws Exception {
        if (!keep) {
            Files.delete(folder.resolve("outbox.db" + suffix));
        }
    }

    private void run(String... statements) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void theNextStartAfterARefusalWorks() throws Exception {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(running("web", 1));
        }
        run(LATER);
        assertRefused("has schema 999");
        run("DELETE FROM flyway_schema_history WHERE version = '999'");

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.brief()).containsExactly("web deployed v1 pending");
        }
    }
}
