package io.deptracker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The benchmarks' main program, on files below the build's folder: the folder of temporary files may be no disk at all.
 */
public final class Bench {
    private Bench() {}

    /**
     * Runs one benchmark or all.
     *
     * @param args the folder for files; then outbox, delivery, memory or all
     */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        String which = args[1];
        if (!List.of("outbox", "delivery", "memory", "all").contains(which)) {
            throw new IllegalArgumentException("-Dbench=" + which + ": it is outbox, delivery, memory or all");
        }
        Path folder = Files.createTempDirectory(Path.of(args[0]), "bench-");
        try {
            System.out.printf(
                    "%nJava %s, SQLite %s, %d processors%n",
                    Runtime.version(), sqliteVersion(), Runtime.getRuntime().availableProcessors());
            if (List.of("outbox", "all").contains(which)) {
                new OutboxBench(folder).run();
            }
            if (List.of("delivery", "all").contains(which)) {
                new DeliveryBench(folder).run();
                new StepsBench(folder).run();
            }
            if (List.of("memory", "all").contains(which)) {
                new MemoryBench(folder).run();
            }
        } finally {
            delete(folder);
        }
    }

    private static String sqliteVersion() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
