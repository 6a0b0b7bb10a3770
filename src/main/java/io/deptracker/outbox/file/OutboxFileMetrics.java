package io.deptracker.outbox.file;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;

/** Gauges of the outbox file and its volume, and the meters of its connections. */
public final class OutboxFileMetrics {
    private OutboxFileMetrics() {}

    /** Registers the gauges. The registry keeps the file alive, since a gauge of a collected object reads NaN. */
    public static void register(MeterRegistry registry, OutboxFile outbox) {
        Gauge.builder("deptracker_outbox_file_bytes", outbox, OutboxFile::fileBytes)
                .description("Size of the outbox file")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_wal_bytes", outbox, OutboxFile::walBytes)
                .description("Size of the outbox's write-ahead log")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_volume_free_bytes", outbox, o -> volume(o, FileStore::getUsableSpace))
                .description("Free space of the outbox's volume")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_volume_bytes", outbox, o -> volume(o, FileStore::getTotalSpace))
                .description("Size of the outbox's volume")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_set_aside_files", outbox, OutboxFile::setAsideFiles)
                .description("Corrupt outbox files that were moved aside and not removed yet")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "deptracker_outbox_unwritable",
                        outbox,
                        file -> file.writeFault().isPresent() ? 1 : 0)
                .description("Whether the outbox file cannot be written, as on a full volume")
                .strongReference(true)
                .register(registry);
        Gauge.builder("deptracker_outbox_network_volume", outbox, file -> file.isOnNetworkVolume() ? 1 : 0)
                .description("Whether the outbox is on a network file system, where SQLite's locks are not reliable")
                .strongReference(true)
                .register(registry);
        outbox.measure(registry);
    }

    private interface Space {
        long of(FileStore volume) throws IOException;
    }

    private static double volume(OutboxFile outbox, Space space) {
        try {
            return space.of(Files.getFileStore(outbox.path()));
        } catch (IOException gone) {
            return Double.NaN;
        }
    }
}
