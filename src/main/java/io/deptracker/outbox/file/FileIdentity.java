package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an open file: its inode. SQLite keeps using a file that was removed or replaced, and all that is written to
 * it is lost when the process ends.
 *
 * @param path the path at which it was opened
 * @param key the inode and its device
 */
record FileIdentity(Path path, Object key) {
    /** The write-ahead log contains the newest rows, its index SQLite's locks, the last file the controller's lock. */
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", ".lock");

    /** Returns the identities of an open database and of its existing companion files. */
    static List<FileIdentity> ofDatabase(Path database) {
        return SUFFIXES.stream()
                .flatMap(suffix -> of(CompanionFiles.of(database, suffix)))
                .toList();
    }

    private static Stream<FileIdentity> of(Path path) {
        try {
            Object key = key(path);
            return key == null ? Stream.empty() : Stream.of(new FileIdentity(path, key));
        } catch (IOException none) {
            return Stream.empty();
        }
    }

    /** Returns how the file is displaced; empty if it is in place, or if its folder cannot be read now. */
    Optional<String> displaced() {
        try {
            return key.equals(key(path))
                    ? Optional.empty()
                    : Optional.of(path + ": is gone, another file is in its place");
        } catch (NoSuchFileException removed) {
            return Optional.of(path + ": is gone");
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
