package io.deptracker.cluster;

/** The cluster can't be watched; the message says what is missing and what to do. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }
}
