package io.deptracker.standin.apiserver;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

/** A watch that a client holds open, and the signals that are still to be sent. */
record OpenWatch(ApiResource resource, BlockingDeque<WatchSignal> signals) {

    static OpenWatch of(ApiResource resource) {
        return new OpenWatch(resource, new LinkedBlockingDeque<>());
    }

    // Identity: two watches are never equal, even with the same signals.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
