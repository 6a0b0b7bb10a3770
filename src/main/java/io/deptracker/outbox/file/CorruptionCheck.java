package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** A read-only check of the file: sound outbox, corrupt outbox, or a file that was never an outbox. */
final class CorruptionCheck {
    private static final String CHECK = "PRAGMA quick_check(1)";

    private CorruptionCheck() {}

    /**
     * Returns why the outbox is corrupt; empty if it is sound. Must be called before SQLite opens the file and never
     * afterwards: closing a file releases all locks of this process on it.
     *
     * @param wasOutbox whether an outbox is known to have been here, regardless of the file's content now
     * @throws OutboxException if the file was never an outbox
     */
    static Optional<String> find(Path path, boolean wasOutbox) throws IOException, SQLException {
        if (Files.size(path) == 0) {
            refuseOrphan(path, wasOutbox);
            return CompanionFiles.size(CompanionFiles.of(path, "-wal")) == 0
                    ? Optional.empty()
                    : Optional.of("a write-ahead log without its database");
        }
        Optional<String> foreign = FileHeader.foreign(path);
        if (foreign.isPresent() && !wasOutbox) {
            throw new OutboxException(foreign.get());
        }
        Optional<String> damage = check(path);
        if (foreign.isPresent() && damage.isEmpty()) {
            throw new OutboxException(foreign.get());
        }
        return damage;
    }

    /**
     * Rejects a file that was never an outbox; nothing in its folder changes.
     *
     * @param wasOutbox whether an outbox is known to have been here: then only a sound file belongs to another program
     */
    static void refuseForeign(Path path, boolean wasOutbox) throws IOException {
        if (Files.size(path) == 0) {
            refuseOrphan(path, wasOutbox);
            return;
        }
        Optional<String> foreign = FileHeader.foreign(path);
        if (foreign.isPresent() && (!wasOutbox || isSound(path))) {
            throw new OutboxException(foreign.get());
        }
    }

    /** Rejects a write-ahead log without its database, unless an outbox is known to have been here. */
    static void refuseOrphan(Path path, boolean wasOutbox) {
        Path log = CompanionFiles.of(path, "-wal");
        if (CompanionFiles.size(log) > 0 && !wasOutbox) {
            throw new OutboxException(log + " is a write-ahead log without its database; it was left as it is: bring"
                    + " back its database, move it away, or set OUTBOX_PATH to another path");
        }
    }

    private static boolean isSound(Path path) throws IOException {
        try (ImmutableDatabase file = ImmutableDatabase.open(path);
                Statement statement = file.connection().createStatement();
                ResultSet result = statement.executeQuery(CHECK)) {
            return result.next() && result.getString(1).equals("ok");
        } catch (SQLException unreadable) {
            return false;
        }
    }

    private static Optional<String> check(Path path) throws SQLException {
        try (Connection connection = readOnly(path);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(CHECK)) {
            String first = result.next() ? result.getString(1) : "the check returned no result";
            return first.equals("ok") ? Optional.empty() : Optional.of(first);
        } catch (SQLException failed) {
            // The file is marked as an outbox: if SQLite cannot read it, it is a corrupt one.
            if (SqliteFault.of(failed)
                    .filter(kind -> kind == SqliteFault.CORRUPT || kind == SqliteFault.REFUSED)
                    .isPresent()) {
                return Optional.of(String.valueOf(failed.getMessage()));
            }
            throw failed;
        }
    }

    /** Opens a connection that writes nothing, not even the log back into the file when it closes. */
    static Connection readOnly(Path path) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + path);
    }
}
