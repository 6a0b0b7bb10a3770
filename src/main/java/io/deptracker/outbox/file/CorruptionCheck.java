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

/** Tells a torn outbox from a sound one, and both from a file that was never ours. Changes nothing. */
final class CorruptionCheck {
    private static final String CHECK = "PRAGMA quick_check(1)";

    private CorruptionCheck() {}

    /**
     * What is wrong with the outbox; empty where nothing is. To be called before SQLite has the file open, and never after:
     * to close a file lets go all locks that this process has on it.
     *
     * @param wasOutbox whether it is known that an outbox was here, whatever the file says now
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
     * Refuses a file that was never an outbox; nothing beside it changes.
     *
     * @param wasOutbox whether it is known that an outbox was here: then only a sound file is another program's
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

    /** Refuses a write-ahead log that has lost its database, unless it is an outbox's. */
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
                ResultSet said = statement.executeQuery(CHECK)) {
            return said.next() && said.getString(1).equals("ok");
        } catch (SQLException unreadable) {
            return false;
        }
    }

    private static Optional<String> check(Path path) throws SQLException {
        try (Connection connection = readOnly(path);
                Statement statement = connection.createStatement();
                ResultSet said = statement.executeQuery(CHECK)) {
            String first = said.next() ? said.getString(1) : "no answer";
            return first.equals("ok") ? Optional.empty() : Optional.of(first);
        } catch (SQLException failed) {
            // It says that it is an outbox: where SQLite does not understand it, it was one.
            if (SqliteFault.of(failed)
                    .filter(met -> met == SqliteFault.DAMAGED || met == SqliteFault.REFUSED)
                    .isPresent()) {
                return Optional.of(String.valueOf(failed.getMessage()));
            }
            throw failed;
        }
    }

    /** A connection that writes nothing, not even the log back into the file when it closes. */
    static Connection readOnly(Path path) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + path);
    }
}
