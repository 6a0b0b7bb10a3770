package io.deptracker.standin.apiserver;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

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
}
