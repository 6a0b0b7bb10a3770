package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The schema of an outbox, read before anything is done with the file: no byte of it, of its log or beside it changes. Reads
 * also what a newer SQLite wrote, as long as the table itself can be read.
 */
final class SchemaHistory {
    private static final String THERE = "SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'";
    private static final String VERSIONS = "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL";

    private SchemaHistory() {}

    /**
     * Returns the greatest version that was applied to the file; empty if none was.
     *
     * @throws SQLException if this cannot be read
     */
    static Optional<MigrationVersion> read(Path path) throws IOException, SQLException {
        if (CompanionFiles.size(path) == 0) {
            return Optional.empty();
        }
        try (ImmutableDatabase file = ImmutableDatabase.open(path);
                Statement statement = file.connection().createStatement()) {
            // A definition that this SQLite does not understand then hides only what comes after it.
            statement.execute("PRAGMA writable_schema = ON");
            return read(statement);
        }
    }

    private static Optional<MigrationVersion> read(Statement statement) throws SQLException {
        try {
            return greatest(statement);
        } catch (SQLException misunderstood) {
            // The first statement fails where a definition is not understood, the next sees what is before it.
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
