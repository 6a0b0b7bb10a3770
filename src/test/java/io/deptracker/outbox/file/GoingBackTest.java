package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Before an upgrade the file is copied, an earlier program rejects a newer file, and the runbook's way back works. */
class GoingBackTest {
    private static final Pattern IN_THE_POD = Pattern.compile("(?m)^ {4}kubectl .* -- sh -c '([^']+)'$");

    @TempDir
    Path folder;

    private Path path;
    private Path copy;

    @BeforeEach
    void load() throws Exception {
        path = folder.resolve("outbox.db");
        copy = folder.resolve("outbox.db.before-V" + Migrations.latest());
        String script;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/outbox/v3.sql"))) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        run(script);
    }

    @Test
    void anUpgradeBeginsWithACopyOfTheFile() throws Exception {
        Outbox.open(path).close();

        assertThat(SchemaHistory.read(copy)).contains(MigrationVersion.fromVersion("3"));
        assertThat(text(copy, FileSql.IS_COPY)).isEqualTo("1");
        assertThat(text(copy, "SELECT count(*) FROM outbox")).isNotEqualTo("0");
        assertThat(text(copy, "PRAGMA integrity_check")).isEqualTo("ok");
        assertThat(SchemaHistory.read(path)).contains(Migrations.latest());
        FolderState before = FolderState.of(folder);

        Outbox.open(path).close();

        assertThat(FolderState.of(folder).files().keySet())
                .as("made once")
                .isEqualTo(before.files().keySet());
    }

    @Test
    void aNewFileIsNotCopied() {
        Path fresh = folder.resolve("fresh.db");
        Outbox.open(fresh).close();

        assertThat(CompanionFiles.beforeUpgrade(fresh)).isEmpty();
    }

    @Test
    void theCopyOfAnUpgradeThatWasInterruptedIsKept() throws Exception {
        Outbox.open(path).close();
        run("DELETE FROM flyway_schema_history WHERE version = '" + Migrations.latest() + "'");
        byte[] before = Files.readAllBytes(copy);

        // The last step was already applied; this test only requires that the copy is unchanged.
        assertThatExceptionOfType(OutboxException.class).isThrownBy(() -> Outbox.open(path));

        assertThat(Files.readAllBytes(copy)).isEqualTo(before);
    }

    @Test
    void onlyTheLatestTwoCopiesAreKept() throws Exception {
        for (int version : List.of(2, 3, 10)) {
            Files.writeString(folder.resolve("outbox.db.before-V" + version), "earlier");
        }
        Outbox.open(path).close();

        assertThat(CompanionFiles.beforeUpgrade(path)).containsExactly(copy, folder.resolve("outbox.db.before-V10"));
    }

    /** An upgrade is more important than the way back from it. */
    @Test
    void theUpgradeGoesOnIfNoCopyCanBeMade() throws Exception {
        Files.createDirectories(copy.resolve("in the way"));

        Outbox.open(path).close();

        assertThat(SchemaHistory.read(path)).contains(Migrations.latest());
        assertThat(FolderState.of(folder).files().keySet()).noneMatch(name -> name.startsWith(".outbox-copy"));
    }

    /** Writes a later SQLite's definitions and file format, which an earlier one reports as corruption. */
    @ParameterizedTest
    @ValueSource(strings = {"definition", "format", "format, by its header alone"})
    void aLaterFileThatThisSqliteCanNotReadIsRefusedAndLeftAsItIs(String what) throws Exception {
        Outbox.open(path).close();
        run("INSERT INTO flyway_schema_history VALUES (999, '999', '', 'SQL', 'V999.sql', 1, '', 1, 1, 1)");
        if (what.equals("definition")) {
            run("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema"
                    + " VALUES ('table', 'later', 'later', 3, 'CREATE TABLE later (a) HYPERSTRICT')");
        } else {
            byte[] bytes = Files.readAllBytes(path);
            bytes[18] = 3;
            bytes[19] = 3;
            Files.write(path, bytes);
            Path lock = folder.resolve("outbox.db.lock");
            Files.writeString(lock, what.equals("format") ? "process 7\nschema 999\n" : "process 7\n");
        }
        FolderState before = FolderState.of(folder);

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Outbox.open(path))
                .withMessageContaining(path.toString())
                .withMessageContaining("which a newer version of this program wrote")
                .withMessageContaining("this version knows schemas up to " + Migrations.latest())
                .withMessageContaining("it was left as it is")
                .withMessageContaining(copy.toString());

        assertThat(FolderState.of(folder)).isEqualTo(before);
    }

    @Test
    void theWayBackInTheRunbookWorks() throws Exception {
        try (var outbox = new TestOutbox(folder)) {
            outbox.queue().reapAll();
            outbox.deliverAll();
        }
        String runbook = Files.readString(Path.of("docs/runbook.md"));
        String section = runbook.substring(runbook.indexOf("## Going back to an earlier version"));
        Matcher commands = IN_THE_POD.matcher(section.substring(0, section.indexOf("\n## ", 1)));
        int run = 0;
        for (; commands.find(); run++) {
            String command = commands.group(1).replaceAll("before-V\\d+", "before-V" + Migrations.latest());
            Process shell = new ProcessBuilder("sh", "-ec", command)
                    .directory(folder.toFile())
                    .inheritIO()
                    .start();
            assertThat(shell.waitFor()).as(command).isZero();
        }
        assertThat(run).isEqualTo(2);

        assertThat(SchemaHistory.read(path)).contains(MigrationVersion.fromVersion("3"));
        assertThat(SchemaHistory.read(folder.resolve("outbox.db.newer"))).contains(Migrations.latest());
        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("SELECT count(*) > 0 FROM outbox WHERE state = 'pending'"))
                    .as("posted again")
                    .containsExactly("1");
        }
    }

    private void run(String script) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    private static String text(Path file, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            return found.getString(1);
        }
    }
}
