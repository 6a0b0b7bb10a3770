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
 * The identity of an open file, by its inode. SQLite keeps using a file that was removed or replaced, and everything written to
 * it ends with the process.
 *
 * @param path where it was when it was opened
 * @param key the inode and its device
 */
record FileIdentity(Path path, Object key) {
    /** The write-ahead log holds the newest rows, its index the locks of SQLite, the last one that of the controller. */
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", ".lock");

    /** Returns the identities of an open database and the files beside it that are there. */
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

    /** Returns that the file is no longer where it was; empty if it is, or if the folder can't be read now. */
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
