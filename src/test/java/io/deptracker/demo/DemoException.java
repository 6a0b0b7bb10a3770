package io.deptracker.demo;

/** Thrown if the demo cannot continue; the message states why. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoException(String message) {
        super(message);
    }
}
