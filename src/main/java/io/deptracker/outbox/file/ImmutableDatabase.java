package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A read-only connection that changes no byte of a database, of its log or of the log's index, and leaves no new file in the
 * folder. For files that no other process writes at that time.
 */
final class ImmutableDatabase implements AutoCloseable {
    private final Connection connection;
    private final Path index;
    private final boolean removeIndex;

    private ImmutableDatabase(Connection connection, Path index, boolean removeIndex) {
        this.connection = connection;
        this.index = index;
        this.removeIndex = removeIndex;
    }

    /** Opens a database. With a log SQLite needs its index: it reads an existing one or creates it; closing removes that. */
    static ImmutableDatabase open(Path path) throws SQLException {
        Path index = CompanionFiles.of(path, "-shm");
        boolean indexed = Files.exists(index);
        boolean logged = CompanionFiles.size(CompanionFiles.of(path, "-wal")) > 0;
        String access = logged ? (indexed ? "&readonly_shm=1" : "") : "&immutable=1";
        String url = "jdbc:sqlite:file:" + path.toAbsolutePath().toUri().getRawPath() + "?mode=ro" + access;
        return new ImmutableDatabase(DriverManager.getConnection(url), index, logged && !indexed);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        if (removeIndex) {
            Files.deleteIfExists(index);
        }
    }
}
