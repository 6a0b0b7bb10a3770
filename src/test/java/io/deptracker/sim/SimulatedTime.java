package io.deptracker.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Simulated time: events in the order of their instants, a steady clock, and a wall clock that can be set. Only one
 * thread runs at a time.
 */
final class SimulatedTime {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final InstantSource wall = this::wallInstant;
    private Duration offset = Duration.ZERO;
    private long nanos;
    private long numbers;

    private Instant wallInstant() {
        return START.plusNanos(nanos).plus(offset);
    }

    /** Returns the wall clock, which {@link #jump} sets. */
    InstantSource wall() {
        return wall;
    }

    /** Returns the time that has passed, in nanoseconds. */
    long nanos() {
        return nanos;
    }

    Duration passed() {
        return Duration.ofNanos(nanos);
    }

    /** Sets the wall clock forward or back. */
    void jump(Duration by) {
        offset = offset.plus(by);
    }

    /** Sets the wall clock right; returns whether it was wrong. */
    boolean correct() {
        boolean wasWrong = !offset.isZero();
        offset = Duration.ZERO;
        return wasWrong;
    }

    /** Adds an event. */
    void after(Duration wait, Runnable action) {
        events.add(new Event(nanos + Math.max(0, wait.toNanos()), numbers++, action));
    }

    /** Lets all events of that time happen. */
    void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (!events.isEmpty() && events.element().at() <= end) {
            Event next = events.remove();
            nanos = Math.max(nanos, next.at());
            next.action().run();
        }
        nanos = Math.max(nanos, end);
    }
}
