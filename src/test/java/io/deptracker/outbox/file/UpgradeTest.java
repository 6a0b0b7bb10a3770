package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Row;
import io.deptracker.outbox.TestOutbox;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of earlier versions, kept as text since the version that introduced each schema. */
class UpgradeTest {
    /** A migration that was released must never change: files in the field have its checksum. New ones are added here. */
    private static final Map<String, Integer> RELEASED = Map.of("1", -1880209657, "2", -1661725571, "3", -1813021832);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v3", "v8"})
    void keepsEveryRowOfAnEarlierSchema(String version) throws Exception {
        load(version);
        Map<String, List<Map<String, String>>> before = contents();

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(outbox.texts("PRAGMA foreign_key_check")).isEmpty();
            assertThat(outbox.texts("SELECT version FROM flyway_schema_history ORDER BY installed_rank"))
                    .containsAll(RELEASED.keySet());
        }

        Map<String, List<Map<String, String>>> after = contents();
        before.getOrDefault("outbox", List.of()).forEach(UpgradeTest::waitForArtifact);
        before.values().forEach(rows -> rows.forEach(UpgradeTest::renameColumns));
        before.forEach((table, rows) -> assertThat(after.get(table))
                .as(table)
                .usingElementComparator((one, other) -> one.entrySet().containsAll(other.entrySet()) ? 0 : 1)
                .containsExactlyElementsOf(rows));
        assertThat(before).containsKeys("environment", "deployment", "outbox", "gate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v3", "v8"})
    void asksForMissingArtifactsWhenItWouldHaveAsked(String version) throws Exception {
        load(version);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts(
                            "SELECT digest || ' ' || since || ' ' || asked || ' ' || ask_at FROM missing_artifact"))
                    .containsExactly("sha256:%064x 1772359200000 3 1772359500000".formatted(5));
            assertThat(outbox.texts("SELECT calls > 0 FROM acceptance")).containsExactly("1");
        }
    }

    /** Since schema 6 a row that waits for an artifact has no due time of its own. */
    private static void waitForArtifact(Map<String, String> row) {
        if ("parked".equals(row.get("state")) && "attestation".equals(row.get("parked_for"))) {
            row.put("available_at", "253402300799000");
        }
    }

    /** Schema 9 renames some columns. */
    private static void renameColumns(Map<String, String> row) {
        for (String column : List.copyOf(row.keySet())) {
            row.put(
                    column.equals("parkings") ? "park_count" : column.replace("doubted_", "unconfirmed_"),
                    row.remove(column));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v3", "v8"})
    void recoversACorruptFileOfAnEarlierSchema(String version) throws Exception {
        load(version);
        List<String> names = names("SELECT deployment_name FROM deployment ORDER BY 1");
        List<String> backlog =
                names("SELECT deployment_name FROM deployment JOIN outbox o ON o.deployment_id = deployment.id"
                        + " WHERE o.state IN ('pending', 'leased') ORDER BY 1");
        zeroAnIndex();

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.file().setAsideFiles()).isEqualTo(1);
            assertThat(outbox.texts("SELECT deployment_name FROM deployment ORDER BY 1"))
                    .containsExactlyElementsOf(names);
            assertThat(outbox.texts(
                            "SELECT deployment_name FROM deployment JOIN outbox o ON o.deployment_id = deployment.id"
                                    + " WHERE o.state IN ('pending', 'leased') ORDER BY 1"))
                    .containsAll(backlog);
        }
    }

    @Test
    void recoversColumnsThatWereRenamedSince() throws Exception {
        load("v8");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE outbox SET parkings = 7 WHERE state = 'parked'");
            statement.executeUpdate("UPDATE deployment SET doubted_name = name, doubted_digest = digest");
        }
        zeroAnIndex();

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("SELECT DISTINCT park_count FROM outbox WHERE state = 'parked'"))
                    .containsExactly("7");
            assertThat(outbox.texts("SELECT count(*) FROM deployment WHERE unconfirmed_digest IS NOT digest"))
                    .containsExactly("0");
        }
    }

    /** SQLite reports the file as corrupt, but every row is readable. */
    private void zeroAnIndex() throws Exception {
        byte[] file = Files.readAllBytes(path());
        int page = Integer.parseInt(names(
                        "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'outbox' AND type = 'index' AND rootpage > 0 LIMIT 1")
                .getFirst());
        Arrays.fill(file, (page - 1) * 4096, page * 4096, (byte) 0);
        Files.write(path(), file);
    }

    private List<String> names(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v3", "v8"})
    void goesOnWithWhatItOwed(String version) throws Exception {
        load(version);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.queue().reapAll()).isEqualTo(1);
            outbox.clock.advance(Duration.ofHours(1));
            outbox.deliverAll();

            assertThat(outbox.rows().stream().map(Row::state).toList())
                    .containsOnly("delivered", "superseded", "unattested", "dead");
            assertThat(outbox.texts("SELECT deployment_name FROM deployment"
                            + " WHERE accepted_status IS NULL OR accepted_status <> status"))
                    .containsExactlyInAnyOrder("shop/unattested/app", "shop/dead/app");
            outbox.commit(Fixtures.running("web", 1));
            assertThat(outbox.newest().id()).isGreaterThan(12);
        }
    }

    @Test
    void owesAgainWhatAnEarlierVersionPrunedThoughGitHubDiffered() throws Exception {
        load("v3");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM outbox WHERE state = 'dead'"))
                    .isEqualTo(1);
        }

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.newest().brief())
                    .startsWith("shop/dead/app deployed ")
                    .endsWith(" pending");
            assertThat(outbox.texts("SELECT deployment_name FROM differing WHERE reason = 'nothing_owed'"))
                    .isEmpty();
        }
    }

    @Test
    void noReleasedMigrationWasEdited() {
        try (var outbox = new TestOutbox(folder)) {
            var checksums = new TreeMap<String, Integer>();
            outbox.file()
                    .read(tx -> tx.list(
                            "SELECT version, checksum FROM flyway_schema_history",
                            row -> checksums.put(row.getString("version"), row.getInt("checksum")) == null));

            assertThat(checksums).containsAllEntriesOf(RELEASED);
        }
    }

    private void load(String version) throws Exception {
        String script;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/outbox/" + version + ".sql"))) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    private Path path() {
        return folder.resolve("outbox.db");
    }

    /** Returns the rows of every table, each as its values by column. */
    private Map<String, List<Map<String, String>>> contents() throws SQLException {
        var contents = new TreeMap<String, List<Map<String, String>>>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = connection.createStatement();
                var tables = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'"
                        + " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'flyway_%'")) {
            while (tables.next()) {
                contents.put(tables.getString(1), rows(tables.getString(1)));
            }
        }
        return contents;
    }

    private List<Map<String, String>> rows(String table) throws SQLException {
        var rows = new ArrayList<Map<String, String>>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT * FROM " + table + " ORDER BY id")) {
            while (found.next()) {
                var row = new TreeMap<String, String>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.put(found.getMetaData().getColumnName(i), String.valueOf(found.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
