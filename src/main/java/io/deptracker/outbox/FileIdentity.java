package io.deptracker.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Which file it was that was opened: SQLite goes on with one that is removed or replaced, and loses all of it at its end.
 *
 * @param path where it was
 * @param key tells it from others that take its name; empty where none can be told
 */
record FileIdentity(Path path, Optional<Object> key) {
    static FileIdentity of(Path path) {
        try {
            return new FileIdentity(
                    path,
                    Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class)
                            .fileKey()));
        } catch (IOException none) {
            return new FileIdentity(path, Optional.empty());
        }
    }

    /** Throws if it is no longer where it was. */
    void requireInPlace() {
        if (!Files.exists(path)) {
            throw new OutboxException(path + ": is gone");
        }
        if (!equals(of(path))) {
            throw new OutboxException(path + ": is gone, another file is in its place");
        }
    }
}
