package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;

/**
 * A reader of the schema version of an outbox that changes nothing in its folder. It also reads the file of a newer SQLite,
 * as long as the table itself is readable.
 */
final class SchemaHistory {
    private static final String THERE = "SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'";
    private static final String VERSIONS = "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL";

    private SchemaHistory() {}

    /**
     * Returns the greatest version that was applied to the file; empty if none was.
     *
     * @throws SQLException if the history is unreadable
     */
    static Optional<MigrationVersion> read(Path path) throws IOException, SQLException {
        if (CompanionFiles.size(path) == 0) {
            return Optional.empty();
        }
        try (ImmutableDatabase file = ImmutableDatabase.open(path);
                Statement statement = file.connection().createStatement()) {
            // With it, a definition that this SQLite does not understand hides only the later ones.
            statement.execute("PRAGMA writable_schema = ON");
            return read(statement);
        }
    }

    private static Optional<MigrationVersion> read(Statement statement) throws SQLException {
        try {
            return greatest(statement);
        } catch (SQLException misunderstood) {
            // The first statement fails at a definition that is not understood; the next one sees all before it.
            try {
                return greatest(statement);
            } catch (SQLException unreadable) {
                unreadable.addSuppressed(misunderstood);
                throw unreadable;
            }
        }
    }

    private static Optional<MigrationVersion> greatest(Statement statement) throws SQLException {
        try (ResultSet there = statement.executeQuery(THERE)) {
            if (there.getInt(1) == 0) {
                return Optional.empty();
            }
        }
        Optional<MigrationVersion> greatest = Optional.empty();
        try (ResultSet row = statement.executeQuery(VERSIONS)) {
            while (row.next()) {
                var version = MigrationVersion.fromVersion(row.getString(1));
                if (greatest.filter(version::isNewerThan).isPresent() || greatest.isEmpty()) {
                    greatest = Optional.of(version);
                }
            }
        }
        return greatest;
    }
}
