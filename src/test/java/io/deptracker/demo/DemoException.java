package io.deptracker.demo;

/** The demo can't go on; the message says why. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoException(String message) {
        super(message);
    }
}
