package io.deptracker.sim;

/**
 * The end of the process by SIGKILL: nothing after the point where it is thrown has an effect outside the memory that
 * is lost.
 */
final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
        super("killed", null, false, false);
    }
}
