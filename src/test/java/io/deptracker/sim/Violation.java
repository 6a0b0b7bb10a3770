package io.deptracker.sim;

/** A promise that the simulation saw broken. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }
}
