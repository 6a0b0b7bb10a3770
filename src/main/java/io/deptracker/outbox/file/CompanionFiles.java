package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;

/** The names of the files next to an outbox. SQLite finds its own by the database's name, so they are renamed together. */
final class CompanionFiles {
    static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String SET_ASIDE = ".corrupt-";
    private static final String BEFORE = ".before-V";
    private static final List<String> SQLITES = List.of("-wal", "-shm", "-journal");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private CompanionFiles() {}

    static Path of(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException failed) {
            throw new OutboxException(file + ": " + failed.getMessage(), failed);
        }
    }

    /** Renames a database and its SQLite files; returns the new name. */
    static Path setAside(Path path, Instant now) throws IOException {
        Path aside = free(of(path, SET_ASIDE + TIME.format(now)));
        if (size(of(path, "-wal")) == 0) {
            // Reading the file created it.
            Files.deleteIfExists(of(path, "-wal"));
        }
        for (String suffix : SQLITES) {
            if (Files.exists(of(path, suffix))) {
                Files.move(of(path, suffix), of(aside, suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        if (size(path) > 0) {
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        return aside;
    }

    private static Path free(Path wanted) {
        Path free = wanted;
        for (int i = 2; Files.exists(free) || Files.exists(of(free, "-wal")); i++) {
            free = of(wanted, "-" + i);
        }
        return free;
    }

    /** Returns the databases that were moved aside and still exist. */
    static List<Path> setAside(Path path) {
        return withPrefix(path, path.getFileName() + SET_ASIDE).stream()
                .map(CompanionFiles::withoutSuffix)
                .distinct()
                .sorted()
                .map(path::resolveSibling)
                .toList();
    }

    /** Returns the path of the copy made before the upgrade to that schema. */
    static Path beforeUpgrade(Path path, MigrationVersion to) {
        return of(path, BEFORE + to);
    }

    /** Returns the copies made before upgrades, that of the earliest schema first. */
    static List<Path> beforeUpgrade(Path path) {
        return withPrefix(path, path.getFileName() + BEFORE).stream()
                .filter(name -> name.matches(".*" + BEFORE + "\\d+(\\.\\d+)*"))
                .sorted(Comparator.comparing(name ->
                        MigrationVersion.fromVersion(name.substring(name.lastIndexOf(BEFORE) + BEFORE.length()))))
                .map(path::resolveSibling)
                .toList();
    }

    private static List<String> withPrefix(Path path, String prefix) {
        Path folder = path.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(folder == null ? path : folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException failed) {
            throw new OutboxException(path + ": " + failed.getMessage(), failed);
        }
    }

    /** Deletes a database of our own with its SQLite files. */
    static void delete(Path path) throws IOException {
        for (String suffix : SQLITES) {
            Files.deleteIfExists(of(path, suffix));
        }
        Files.deleteIfExists(path);
    }

    private static String withoutSuffix(String name) {
        return SQLITES.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .orElse(name);
    }
}
