package io.deptracker.standin.apiserver;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import tools.jackson.databind.node.ObjectNode;

/** The open watches. */
final class Watches {
    private final Set<OpenWatch> open = new HashSet<>();
    private boolean closed;

    synchronized void add(OpenWatch watch) {
        if (closed) {
            watch.signals().add(WatchSignal.End.CLOSED);
        }
        open.add(watch);
        notifyAll();
    }

    synchronized void remove(OpenWatch watch) {
        open.remove(watch);
        notifyAll();
    }

    synchronized void tell(WatchSignal watchSignal) {
        for (OpenWatch watch : open) {
            if (!(watchSignal instanceof WatchSignal.Change change)
                    || change.resource().equals(watch.resource())) {
                watch.signals().add(watchSignal);
            }
        }
    }

    /** Removes all watches: none of them counts as open any more, and the caller ends them. */
    synchronized Set<OpenWatch> removeAll() {
        Set<OpenWatch> removed = Set.copyOf(open);
        open.clear();
        notifyAll();
        return removed;
    }

    /** Breaks the connection of every open watch. */
    void drop() {
        end(WatchSignal.End.DROPPED);
    }

    /** Breaks the connection of every open watch in the middle of an event. */
    void cutOff() {
        end(WatchSignal.End.CUT_OFF);
    }

    /** Ends every open watch with an ERROR event. */
    void fail(ObjectNode status) {
        end(new WatchSignal.Failed(status));
    }

    private void end(WatchSignal signal) {
        // Before the events that are still to be sent.
        removeAll().forEach(watch -> watch.signals().addFirst(signal));
    }

    /** Ends every watch that a request opens after this. */
    synchronized void close() {
        closed = true;
    }

    synchronized int count(ApiResource resource) {
        return (int)
                open.stream().filter(watch -> watch.resource().equals(resource)).count();
    }

    synchronized void await(ApiResource resource, IntPredicate enough, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!enough.test(count(resource))) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("after %s the watches of %s are still %d"
                        .formatted(patience, resource.plural(), count(resource)));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Blocks until no watch of the resource is open; a client that has gone away is noticed within a second. */
    void awaitNone(String resource, Duration patience) throws InterruptedException {
        await(ApiResource.named(resource), count -> count == 0, patience);
    }
}
