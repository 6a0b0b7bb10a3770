package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of an outbox, made for an operator while its controller may be running. */
public final class Backup {
    private Backup() {}

    /**
     * Copies the outbox as of one moment. The copy is an outbox itself.
     *
     * @param copy the new file; must not exist
     * @throws OutboxException if the copy cannot be written; then nothing is left of it
     */
    public static void make(Path outbox, Path copy) {
        try {
            OutboxFile.requireOutbox(outbox);
            if (Files.exists(copy)) {
                throw new OutboxException(copy + " exists already: nothing is written over");
            }
        } catch (IOException unreadable) {
            throw new OutboxException(
                    "%s can't be read: %s".formatted(outbox, OutboxException.rootMessage(unreadable)), unreadable);
        }
        FileCopy.write(outbox, copy, false, OpenProgress.Listener.NONE);
    }
}
