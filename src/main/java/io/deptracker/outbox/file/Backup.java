package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of an outbox for an operator, safe to make while the controller runs. */
public final class Backup {
    private Backup() {}

    /**
     * Writes a consistent copy of the outbox. The copy is an outbox itself.
     *
     * @param copy the new file; must not exist
     * @throws OutboxException if the copy exists already or cannot be written; then no part of a new copy remains
     */
    public static void make(Path outbox, Path copy) {
        try {
            OutboxFile.requireOutbox(outbox);
            if (Files.exists(copy)) {
                throw new OutboxException(copy + " exists already: it is not overwritten; choose another name");
            }
        } catch (IOException unreadable) {
            throw new OutboxException(
                    "%s can't be read: %s".formatted(outbox, OutboxException.rootMessage(unreadable)), unreadable);
        }
        FileCopy.write(outbox, copy, false, OpenProgress.Listener.NONE);
    }
}
