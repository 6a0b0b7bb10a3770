package io.deptracker.outbox.file;

import io.deptracker.outbox.file.OpenProgress.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    static void recoverIfCorrupt(
            Path path, boolean wasOutbox, InstantSource clock, RowCheck rowCheck, OpenProgress.Listener progress)
            throws IOException, SQLException {
        NewFile.finish(path, wasOutbox);
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
            Salvage.Report report = build(path, rebuilt, clock, rowCheck, progress);
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

    private static Salvage.Report build(
            Path corrupt, Path rebuilt, InstantSource clock, RowCheck rowCheck, OpenProgress.Listener progress)
            throws IOException, SQLException {
        Path building = CompanionFiles.of(corrupt, ".rebuilding");
        CompanionFiles.delete(building);
        Files.createFile(building, CompanionFiles.OWNER_ONLY);
        NewFile.initialize(building);
        Salvage.Report report;
        try (var writer = ConnectionPool.writer("outbox-rebuild", building)) {
            Migrations.run(building, writer.source(), OpenProgress.Listener.NONE);
            report = writer.run(tx -> {
                var salvage = new Salvage(corrupt, tx, rowCheck, progress);
                salvage.run();
                tx.update(FileSql.ASK_FOR_ALL, clock.instant());
                tx.update(FileSql.POST_ALL_AGAIN, clock.instant());
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
