package io.deptracker;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A monotonic clock that starts at the wall clock's time and is independent of its later changes: for durations. */
final class SteadyClock implements InstantSource {
    private final Instant start;
    private final LongSupplier nanos;
    private final long startNanos;

    /**
     * @param wall provides the first instant
     * @param nanos counts nanoseconds from an arbitrary origin, as {@link System#nanoTime} does
     */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.start = wall.instant();
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
