package io.deptracker.delivery;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes waiting workers. A signal given between looking and waiting is not lost: one waits for the next after a mark. */
public final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private long count;

    /** Wakes everybody who waits, and whoever took a mark before. */
    public void give() {
        lock.lock();
        try {
            count++;
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A mark, to be taken before looking for work. */
    public long mark() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a signal is given after the mark, at most that long. */
    public void await(long mark, Duration most) throws InterruptedException {
        long nanos = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (count == mark && nanos > 0) {
                nanos = given.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
