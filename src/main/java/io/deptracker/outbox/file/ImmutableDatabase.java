package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A way to look into a database file of which no byte may change, nor of its log, nor of the log's index; nor does a file come
 * beside it. For files that nothing else writes at that time.
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

    /** Opens it; without a log SQLite takes the file as it is, with one it reads the log's index, or makes it if it is missing. */
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
