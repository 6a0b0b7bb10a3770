package io.deptracker.outbox.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on the volume for the hour when there is none: a spare file beside the outbox. On a full volume even a row can't be
 * deleted, nor the write-ahead log be written back into a file that it makes grow; what the spare gives up is enough for
 * that. Safe for many threads.
 */
final class DiskReserve {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private static final String SPARE = ".spare";

    /** Twice what the log may hold before it is written back (1000 pages of 4 KiB), which the file may grow by. */
    private static final int SPARE_BYTES = 8 << 20;

    /** Where so many spares would not fit, it would itself be what fills the volume. */
    private static final int SPARES_FREE = 4;

    private static final int SOME = 1 << 20;

    /** Rows a transaction: few, since each takes room in the log before it gives any. */
    private static final int STEP = 500;

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private final Path path;
    private final Path spare;
    private final ConnectionPool writer;
    private final FaultLog faults = new FaultLog(
            LOG,
            "the volume of the outbox is full, and no room could be made",
            "room was made on the volume of the outbox",
            InstantSource.system(),
            Duration.ZERO);
    private long triedAt = System.nanoTime() - AGAIN_AFTER.toNanos();

    DiskReserve(Path path, ConnectionPool writer) {
        this.path = path;
        this.spare = CompanionFiles.of(path, SPARE);
        this.writer = writer;
    }

    /**
     * Lets a start on a full volume have the spare: SQLite needs room even to open a file. Only for the holder of the outbox.
     *
     * @return whether there was one to have
     */
    static boolean releaseIfFull(Path path) throws IOException {
        return !hasSpace(path) && Files.deleteIfExists(CompanionFiles.of(path, SPARE));
    }

    /** Whether there is some room: a full volume still takes a page that the log has room for. */
    static boolean hasSpace(Path path) {
        return usable(path) >= SOME;
    }

    static long usable(Path path) {
        try {
            Path there = Files.exists(path) ? path : path.toAbsolutePath().getParent();
            return Files.getFileStore(there == null ? path : there).getUsableSpace();
        } catch (IOException failed) {
            throw new OutboxException(path + ": " + failed.getMessage(), failed);
        }
    }

    /** Lays the spare up where there is none and plenty of room. */
    synchronized void replenish() {
        try {
            if (CompanionFiles.size(spare) == SPARE_BYTES || usable(path) < (long) SPARES_FREE * SPARE_BYTES) {
                return;
            }
            Files.deleteIfExists(spare);
            Files.createFile(spare, CompanionFiles.OWNER_ONLY);
            try (OutputStream out = Files.newOutputStream(spare)) {
                byte[] block = new byte[64 << 10];
                for (int written = 0; written < SPARE_BYTES; written += block.length) {
                    out.write(block);
                }
            }
        } catch (IOException | OutboxException noRoom) {
            LOG.atDebug().setCause(noRoom).log("no spare file beside the outbox");
        }
    }

    /** Makes room in the file, and says whether a write may work now. Not more often than now and then. */
    synchronized boolean freeUp() {
        if (System.nanoTime() - triedAt < AGAIN_AFTER.toNanos()) {
            return false;
        }
        int pruned = 0;
        try {
            boolean hadSpare = Files.deleteIfExists(spare);
            writer.writeBack();
            int step;
            do {
                step = writer.run(tx -> {
                    int rows = tx.update(FileSql.PRUNE_FOR_ROOM, STEP);
                    tx.pragma(FileSql.FREE_PAGES);
                    return rows;
                });
                pruned += step;
                writer.writeBack();
            } while (step == STEP);
            LOG.atWarn()
                    .addKeyValue("outbox", path)
                    .addKeyValue("pruned", pruned)
                    .addKeyValue("had_spare", hadSpare)
                    .log("the volume of the outbox is full: finished rows were pruned before their time");
            faults.succeeded();
            return true;
        } catch (IOException | SQLException | OutboxException stillFull) {
            faults.failed(stillFull);
            return pruned > 0;
        } finally {
            triedAt = System.nanoTime();
        }
    }
}
