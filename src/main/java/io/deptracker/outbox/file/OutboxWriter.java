package io.deptracker.outbox.file;

import io.deptracker.outbox.file.OutboxFile.WriteFault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection that writes, with the current write fault. Frees space on a full volume. Safe for many threads. */
final class OutboxWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxWriter.class);

    private final Path path;
    private final ConnectionPool pool;
    private final DiskReserve diskReserve;
    private final InstantSource clock;
    private final FaultLog faults;
    private volatile @Nullable WriteFault fault;

    OutboxWriter(Path path, ConnectionPool pool, Host host) {
        this.path = path;
        this.pool = pool;
        this.diskReserve = new DiskReserve(path, pool, host.steady());
        this.clock = host.clock();
        this.faults =
                new FaultLog(LOG, "the outbox can't be written", "outbox is writable again", clock, Duration.ZERO);
    }

    static OutboxWriter open(Path path, Host host) {
        return new OutboxWriter(path, ConnectionPool.writer("outbox-writer", path, host), host);
    }

    ConnectionPool pool() {
        return pool;
    }

    Optional<WriteFault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Runs work in one transaction; if the volume is full, frees space and runs the work a second time. */
    <T extends @Nullable Object> T write(Tx.Work<T> work) {
        try {
            return noting(work);
        } catch (OutboxException failed) {
            if (SqliteFault.of(failed).filter(SqliteFault.FULL::equals).isEmpty() || !diskReserve.freeUp()) {
                throw failed;
            }
            return noting(work);
        }
    }

    private <T extends @Nullable Object> T noting(Tx.Work<T> work) {
        WriteFault before = fault;
        if (before == null) {
            try {
                return pool.run(work);
            } catch (OutboxException failed) {
                note(failed);
                throw failed;
            }
        }
        // Only a write that changed something proves that the file is writable again.
        var changed = new AtomicBoolean();
        T result = pool.run(tx -> {
            long changes = tx.number(FileSql.TOTAL_CHANGES);
            T made = work.in(tx);
            changed.set(tx.number(FileSql.TOTAL_CHANGES) > changes);
            return made;
        });
        if (changed.get()) {
            written();
        }
        return result;
    }

    private void note(OutboxException failed) {
        SqliteFault.of(failed).filter(kind -> kind != SqliteFault.REFUSED).ifPresent(kind -> {
            fault = new WriteFault(String.valueOf(failed.getMessage()), clock.instant(), kind == SqliteFault.CORRUPT);
            faults.failed(failed);
        });
    }

    private void written() {
        fault = null;
        faults.succeeded();
    }

    /** Retries a write if the last one failed, and replenishes the disk reserve. */
    void tend() {
        WriteFault before = fault;
        if (before != null) {
            try {
                pool.run(tx -> {
                    tx.pragma(FileSql.TOUCH);
                    return null;
                });
            } catch (OutboxException still) {
                if (SqliteFault.of(still).filter(SqliteFault.FULL::equals).isPresent()) {
                    diskReserve.freeUp();
                }
                return;
            }
            if (!DiskReserve.hasSpace(path)) {
                return;
            }
            written();
        }
        diskReserve.replenish();
    }

    @Override
    public void close() {
        pool.close();
    }
}
