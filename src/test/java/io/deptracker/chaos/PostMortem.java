package io.deptracker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.github.ReceivedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The remains of a killed controller, read from a copy: opening the file itself would repair what the next start is to
 * find.
 *
 * @param file whether a file exists
 * @param migrated whether it has the whole schema
 * @param rows the rows of the outbox, without those of {@link OldRows}
 * @param old how many of those are left
 */
record PostMortem(boolean file, boolean migrated, List<Row> rows, int old) {
    /** The content of a row. */
    record Content(
            String deploymentName,
            String status,
            String digest,
            @Nullable String version) {
        static Content of(ReceivedRecord record) {
            return new Content(record.deploymentName(), record.status(), record.digest(), record.version());
        }
    }

    /** A row as it was left. */
    record Row(long id, String state, @Nullable String token, Content content) {}

    static final PostMortem NOTHING = new PostMortem(false, false, List.of(), 0);

    private static final String ROWS = """
            SELECT o.id, o.state, o.lease_token, d.deployment_name, o.status, o.digest, o.version, d.namespace
            FROM outbox o JOIN deployment d ON d.id = o.deployment_id ORDER BY o.id""";

    /** Copies the file and checks the copy for corruption. */
    static PostMortem of(Path file, Path copies) throws IOException, SQLException {
        if (!Files.exists(file)) {
            return NOTHING;
        }
        Path copy = copy(file, copies, "");
        Files.deleteIfExists(copies.resolve("outbox.db-shm"));
        Files.deleteIfExists(copies.resolve("outbox.db-wal"));
        Files.deleteIfExists(copies.resolve("outbox.db-journal"));
        copy(file, copies, "-wal");
        copy(file, copies, "-journal");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            assertThat(texts(statement, "PRAGMA integrity_check")).containsExactly("ok");
            assertThat(texts(statement, "PRAGMA foreign_key_check")).isEmpty();
            boolean migrated = texts(statement, "SELECT name FROM sqlite_schema WHERE name = 'inventory'")
                            .size()
                    == 1;
            return migrated ? read(statement) : new PostMortem(true, false, List.of(), 0);
        }
    }

    private static Path copy(Path file, Path copies, String suffix) throws IOException {
        Path from = file.resolveSibling(file.getFileName() + suffix);
        Path to = copies.resolve(from.getFileName());
        return Files.exists(from) ? Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING) : to;
    }

    private static PostMortem read(Statement statement) throws SQLException {
        var rows = new ArrayList<Row>();
        int old = 0;
        try (ResultSet found = statement.executeQuery(ROWS)) {
            while (found.next()) {
                if (found.getString("namespace").equals(OldRows.NAMESPACE)) {
                    old++;
                    continue;
                }
                rows.add(new Row(
                        found.getLong("id"),
                        found.getString("state"),
                        found.getString("lease_token"),
                        new Content(
                                found.getString("deployment_name"),
                                found.getString("status"),
                                found.getString("digest"),
                                found.getString("version"))));
            }
        }
        return new PostMortem(true, true, rows, old);
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        var texts = new ArrayList<String>();
        try (ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }

    List<Row> in(String state) {
        return rows.stream().filter(row -> row.state.equals(state)).toList();
    }

    /** Returns the rows in a state that were written after a row. */
    List<Row> in(String state, long after) {
        return in(state).stream().filter(row -> row.id > after).toList();
    }

    /** Returns the leases, which have no holder any more. */
    Set<String> tokens() {
        return in("leased").stream()
                .map(row -> Objects.requireNonNull(row.token))
                .collect(Collectors.toSet());
    }

    /** Returns the tokens as SQL literals. */
    static String quoted(Set<String> tokens) {
        return tokens.stream().map(token -> "'" + token + "'").collect(Collectors.joining(", "));
    }

    long lastRow() {
        return rows.isEmpty() ? 0 : rows.getLast().id;
    }
}
