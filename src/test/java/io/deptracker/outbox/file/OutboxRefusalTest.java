package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not an outbox of this program are rejected with a clear message and left unchanged. */
class OutboxRefusalTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void refusesAnSqliteFileOfAnotherProgram(String journal) throws Exception {
        Path path = folder.resolve("other.db");
        run(path, "PRAGMA journal_mode = " + journal, "PRAGMA application_id = 42", "CREATE TABLE theirs (a)");

        assertRefusedAndUntouched(path, "SQLite file of another program (application_id 42)");
    }

    @Test
    void refusesAnSqliteFileWithoutAnApplicationId() throws Exception {
        Path path = folder.resolve("other.db");
        run(path, "CREATE TABLE outbox (a)");

        assertRefusedAndUntouched(path, "another program (application_id 0)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "SQLite format 3\0", "a log line, and another one\n"})
    void refusesWhatIsNoSqliteFile(String content) throws Exception {
        Path path = folder.resolve("notes.txt");
        Files.writeString(path, content.repeat(content.length() > 20 ? 20 : 1), StandardCharsets.UTF_8);

        assertRefusedAndUntouched(path, "is not an SQLite file");
    }

    @Test
    void refusesAFileOfANewerVersion() throws Exception {
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();
        run(path, """
                INSERT INTO flyway_schema_history
                       (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 1, '', 1, 1)""");

        assertRefusedAndUntouched(path, "has schema 999, which a newer version of this program wrote");
        run(path, "DELETE FROM flyway_schema_history WHERE version = '999'");
        Outbox.open(path).close();
    }

    @Test
    void refusesAFileWhoseMigrationWasEdited() throws Exception {
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();
        run(path, "UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");

        assertRefusedAndUntouched(path, "its schema can't be brought up to date");
    }

    /** The lock file records that an outbox was here; the file is now a sound one of another program. */
    @Test
    void refusesAnSqliteFileOfAnotherProgramInThePlaceOfAnOutbox() throws Exception {
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();
        Files.delete(path);
        run(path, "PRAGMA application_id = 42", "CREATE TABLE theirs (a)");

        assertRefusedAndUntouched(path, "SQLite file of another program (application_id 42)");
    }

    @Test
    void refusesWhatIsNoSqliteFileHoweverOftenItIsTried() throws Exception {
        Path path = folder.resolve("notes.txt");
        Files.writeString(path, "a user's notes, not an outbox".repeat(10), StandardCharsets.UTF_8);

        assertRefusedAndUntouched(path, "is not an SQLite file");
        assertRefusedAndUntouched(path, "is not an SQLite file");
    }

    @Test
    void refusesALogWithoutADatabaseWhereThereNeverWasAnOutbox() throws Exception {
        Path log = Files.writeString(folder.resolve("outbox.db-wal"), "theirs", StandardCharsets.UTF_8);

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Outbox.open(folder.resolve("outbox.db")))
                .withMessageContaining(log + " is a write-ahead log without its database");

        assertThat(log).hasContent("theirs");
    }

    @Test
    void saysWhereItCanNotWrite() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertCanNotBeOpened(file.resolve("outbox.db"));
        assertCanNotBeOpened(file.resolve("deeper/outbox.db"));
        assertCanNotBeOpened(Path.of("/proc/self/outbox.db"));
        assertCanNotBeOpened(Path.of("/proc/deptracker/outbox.db"));
        assertCanNotBeOpened(folder);
    }

    private static void assertCanNotBeOpened(Path path) {
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Outbox.open(path))
                .withMessageContaining(path + " can't be opened")
                .withMessageContaining("is the volume mounted and writable for this user?");
    }

    private static void assertRefusedAndUntouched(Path path, String why) throws Exception {
        byte[] before = Files.readAllBytes(path);

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Outbox.open(path))
                .withMessageContaining(path.toString())
                .withMessageContaining(why);

        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(path.resolveSibling(path.getFileName() + "-wal")).doesNotExist();
    }

    private static void run(Path path, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
