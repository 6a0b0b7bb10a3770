package io.deptracker.outbox;

import io.deptracker.outbox.OpenProgress.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new outbox in the place of a torn one, with all that can be read of it. The new file is whole before it gets its
 * name, and the torn one is renamed, never changed or removed: a kill at any instruction leaves something to go on with.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /** Sees to it that what is in place is sound or empty. Whoever calls this holds the outbox alone. */
    static void recoverIfCorrupt(Path path, boolean wasOutbox, InstantSource clock, OpenProgress.Listener progress)
            throws IOException, SQLException {
        finishFounding(path, wasOutbox);
        Path rebuilt = CompanionFiles.of(path, ".rebuilt");
        if (Files.exists(rebuilt)) {
            LOG.atError()
                    .addKeyValue("set_aside", putInPlace(path, rebuilt, clock))
                    .log("a torn outbox was set aside: a start that ended early had carried over what could be read");
            return;
        }
        progress.progressed(Phase.CHECKING, 0, Files.size(path) + CompanionFiles.size(CompanionFiles.of(path, "-wal")));
        Optional<String> damage = CorruptionCheck.find(path, wasOutbox);
        if (damage.isPresent()) {
            Salvage.Report report = build(path, rebuilt, clock, progress);
            LOG.atError()
                    .addKeyValue("found", damage.get())
                    .addKeyValue("set_aside", putInPlace(path, rebuilt, clock))
                    .addKeyValue("carried_over", report.carried())
                    .addKeyValue("left_out", report.leftOut())
                    .addKeyValue("ranges_unreadable", report.unreadable())
                    .log(
                            "the outbox is torn: it was set aside, and a new one has what could be read of it; what it had told"
                                    + " GitHub is told again, and the comparison with the cluster finds the rest");
        } else if (wasOutbox && Files.size(path) == 0) {
            LOG.atError()
                    .addKeyValue("outbox", path)
                    .log("there was an outbox here, and there is none now: everything that runs is told again, what has"
                            + " gone meanwhile is not known");
        }
    }

    /** A first start that was killed while it founded the file leaves a journal, which only SQLite can put to rights. */
    private static void finishFounding(Path path, boolean wasOutbox) throws IOException, SQLException {
        boolean begun = !wasOutbox && Files.exists(CompanionFiles.of(path, "-journal"));
        if (begun && FileHeader.foreign(path).isEmpty()) {
            found(path);
        }
    }

    /** Writes what can only be said of a file while it is empty; one that holds something is left as it is. */
    static void found(Path path) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            try (ResultSet held = statement.executeQuery(Sql.PING)) {
                if (held.getInt(1) > 0) {
                    return;
                }
            }
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA application_id = " + FileHeader.APPLICATION_ID);
        }
    }

    private static Salvage.Report build(Path torn, Path rebuilt, InstantSource clock, OpenProgress.Listener progress)
            throws IOException, SQLException {
        Path building = CompanionFiles.of(torn, ".rebuilding");
        CompanionFiles.delete(building);
        Files.createFile(building, CompanionFiles.OWNER_ONLY);
        found(building);
        Salvage.Report report;
        try (var writer = ConnectionPool.writer("outbox-rebuild", building)) {
            Migrations.run(building, writer.source(), OpenProgress.Listener.NONE);
            report = writer.run(tx -> {
                var salvage = new Salvage(torn, tx, progress);
                salvage.run();
                tx.update(UpkeepSql.ASK_FOR_ALL, clock.instant());
                tx.update(UpkeepSql.SAY_ANEW, clock.instant());
                return salvage.report();
            });
            writer.writeBack();
        }
        Files.move(building, rebuilt, StandardCopyOption.ATOMIC_MOVE);
        return report;
    }

    private static Path putInPlace(Path path, Path rebuilt, InstantSource clock) throws IOException {
        Path aside = CompanionFiles.setAside(path, clock.instant());
        Files.move(rebuilt, path, StandardCopyOption.ATOMIC_MOVE);
        return aside;
    }
}
