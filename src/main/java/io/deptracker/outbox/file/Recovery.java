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
 * The recovery of a corrupt outbox: a new file with every readable row takes its place. The new file is complete before it is
 * renamed, and the corrupt one is moved aside, never changed or removed: the next start can continue after a kill at any
 * instruction.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /** Replaces the file if it is corrupt; afterwards it is sound or empty. The caller holds the lock. */
    static void recoverIfCorrupt(
            Path path, boolean wasOutbox, Host host, RowCheck rowCheck, OpenProgress.Listener progress)
            throws IOException, SQLException {
        NewFile.finish(path, wasOutbox);
        Path rebuilt = CompanionFiles.of(path, ".rebuilt");
        if (Files.exists(rebuilt)) {
            LOG.atError()
                    .addKeyValue("set_aside", putInPlace(path, rebuilt, host.clock()))
                    .log("corrupt outbox moved aside; completing the recovery that an earlier start began");
            return;
        }
        progress.progressed(Phase.CHECKING, 0, Files.size(path) + CompanionFiles.size(CompanionFiles.of(path, "-wal")));
        Optional<String> damage = CorruptionCheck.find(path, wasOutbox);
        if (damage.isPresent()) {
            Salvage.Report report = build(path, rebuilt, host, rowCheck, progress);
            LOG.atError()
                    .addKeyValue("found", damage.get())
                    .addKeyValue("set_aside", putInPlace(path, rebuilt, host.clock()))
                    .addKeyValue("carried_over", report.carried())
                    .addKeyValue("left_out", report.leftOut())
                    .addKeyValue("ranges_unreadable", report.unreadable())
                    .log(
                            "outbox is corrupt: moved aside, rebuilt from the readable rows; delivered records are posted again");
        } else if (wasOutbox && Files.size(path) == 0) {
            LOG.atError()
                    .addKeyValue("outbox", path)
                    .log(
                            "outbox is missing although one was here before: everything that runs is posted again; workloads"
                                    + " that ended before this start are unknown and stay deployed at GitHub");
        }
    }

    private static Salvage.Report build(
            Path corrupt, Path rebuilt, Host host, RowCheck rowCheck, OpenProgress.Listener progress)
            throws IOException, SQLException {
        Path building = CompanionFiles.of(corrupt, ".rebuilding");
        CompanionFiles.delete(building);
        Files.createFile(building, CompanionFiles.OWNER_ONLY);
        NewFile.initialize(building);
        Salvage.Report report;
        try (var writer = ConnectionPool.writer("outbox-rebuild", building, host)) {
            Migrations.run(building, writer.source(), OpenProgress.Listener.NONE);
            report = writer.run(tx -> {
                var salvage = new Salvage(corrupt, tx, rowCheck, progress);
                salvage.run();
                tx.update(FileSql.ASK_FOR_ALL, host.clock().instant());
                tx.update(FileSql.POST_ALL_AGAIN, host.clock().instant());
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
