package io.deptracker.cli;

/** A command's output can't be written: whatever read it has ended, or its file has no room. */
public final class ReaderGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
        super("the output can't be written: its reader is gone, or its file has no room");
    }
}
