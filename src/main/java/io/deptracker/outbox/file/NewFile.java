package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The initialization of an empty database as an outbox: settings that SQLite accepts only while it is empty. */
final class NewFile {
    private NewFile() {}

    /** Initializes an empty database; any other is left unchanged. */
    static void initialize(Path path) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            try (ResultSet tables = statement.executeQuery(FileSql.PING)) {
                if (tables.getInt(1) > 0) {
                    return;
                }
            }
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA application_id = " + FileHeader.APPLICATION_ID);
        }
    }

    /** Repeats an initialization that a kill interrupted: it left a journal, which only SQLite can roll back. */
    static void finish(Path path, boolean wasOutbox) throws IOException, SQLException {
        boolean begun = !wasOutbox && Files.exists(CompanionFiles.of(path, "-journal"));
        if (begun && FileHeader.foreign(path).isEmpty()) {
            initialize(path);
        }
    }
}
