package io.deptracker.standin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A log of events in order, with a way to wait for a number of them. */
public final class EventLog<T> {
    private static final int SHOWN = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<T> entries = new ArrayList<>();
    private final String what;
    private final Function<T, String> summary;

    public EventLog(String what, Function<T, String> summary) {
        this.what = what;
        this.summary = summary;
    }

    public void addAll(Collection<T> more) {
        lock.lock();
        try {
            entries.addAll(more);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public List<T> list() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    public void clear() {
        lock.lock();
        try {
            entries.clear();
        } finally {
            lock.unlock();
        }
    }

    public void await(int count, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (entries.size() < count) {
                if (left <= 0) {
                    throw new AssertionError(shortfall(count, timeout));
                }
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private String shortfall(int count, Duration timeout) {
        List<T> last = entries.subList(Math.max(0, entries.size() - SHOWN), entries.size());
        return "waited %d ms for %d %s, saw %d%s"
                .formatted(
                        timeout.toMillis(),
                        count,
                        what,
                        entries.size(),
                        last.stream().map(summary).map(line -> "\n  " + line).collect(Collectors.joining()));
    }
}
