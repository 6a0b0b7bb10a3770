package io.deptracker.outbox.file;

import java.nio.file.Path;

/** Copies an outbox in a separate process. */
final class BackUpInChild {
    private BackUpInChild() {}

    public static void main(String[] args) {
        Backup.make(Path.of(args[0]), Path.of(args[1]));
    }
}
