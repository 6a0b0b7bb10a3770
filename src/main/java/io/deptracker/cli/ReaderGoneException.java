package io.deptracker.cli;

/** Thrown if a command's output cannot be written: its reader has ended, or its file has no room. */
public final class ReaderGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
        super("the output cannot be written: its reader is gone, or its file has no room");
    }
}
