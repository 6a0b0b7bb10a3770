package io.deptracker.outbox.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reserve of disk space for a full volume: a spare file next to the outbox. On a full volume even a row cannot be deleted,
 * nor can the write-ahead log be written back into a file that has to grow. Deleting the spare file frees enough space for
 * both. Safe for many threads.
 */
final class DiskReserve {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private static final String SPARE = ".spare";

    /** Twice the size at which the log is written back (1000 pages of 4 KiB), by which the file may grow. */
    private static final int SPARE_BYTES = 8 << 20;

    /** The spare file is created only if this many would fit; otherwise it would itself fill the volume. */
    private static final int SPARES_FREE = 4;

    private static final int SOME = 1 << 20;

    /** Rows per transaction: few, since a deletion needs space in the log before it frees any. */
    private static final int STEP = 500;

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private final Path path;
    private final Path spare;
    private final ConnectionPool writer;
    private final InstantSource steady;
    private final FaultLog faults;
    private Instant nextTry = Instant.MIN;

    DiskReserve(Path path, ConnectionPool writer, InstantSource steady) {
        this.path = path;
        this.spare = CompanionFiles.of(path, SPARE);
        this.writer = writer;
        this.steady = steady;
        this.faults = new FaultLog(
                LOG,
                "volume of the outbox is full; no space could be freed",
                "space freed on the volume of the outbox",
                steady,
                Duration.ZERO);
    }

    /**
     * Deletes the spare file if the volume is full: SQLite needs space even to open a file. Only for the holder of the outbox.
     *
     * @return whether a spare file was deleted
     */
    static boolean releaseIfFull(Path path) throws IOException {
        return !hasSpace(path) && Files.deleteIfExists(CompanionFiles.of(path, SPARE));
    }

    /** Checks for free space. A successful write is no proof: a full volume accepts a page that fits into the log. */
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

    /** Creates the spare file if it is missing and the volume has plenty of space. */
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
            LOG.atDebug().setCause(noRoom).log("spare file of the outbox not created");
        }
    }

    /** Frees space in the file and returns whether a write may succeed now. Does nothing within 10 s of the last attempt. */
    synchronized boolean freeUp() {
        if (steady.instant().isBefore(nextTry)) {
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
                    .log("volume of the outbox is full: finished rows pruned before their retention ended; enlarge it");
            faults.succeeded();
            return true;
        } catch (IOException | SQLException | OutboxException stillFull) {
            faults.failed(stillFull);
            return pruned > 0;
        } finally {
            nextTry = steady.instant().plus(AGAIN_AFTER);
        }
    }
}
