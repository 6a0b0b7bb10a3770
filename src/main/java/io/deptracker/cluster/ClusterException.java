package io.deptracker.cluster;

/** Thrown if the cluster cannot be watched; the message names what is missing and the remedy. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }
}
