package io.deptracker.cluster;

import io.deptracker.record.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of workloads to be compared. One that is already in it is not added again, so memory is bounded by the
 * cluster, however slow the database is; adding never blocks. Safe for many threads.
 */
final class WorkQueue {
    /** A workload in the queue, and how many events of pods named it. */
    static final class Item {
        private final Workload workload;
        private int created;
        private int deleted;

        private Item(Workload workload) {
            this.workload = workload;
        }

        Workload workload() {
            return workload;
        }

        int created() {
            return created;
        }

        int deleted() {
            return deleted;
        }
    }

    /** The reason to queue a workload. */
    enum Cause {
        POD_CREATED,
        POD_DELETED,
        OTHER
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Map<Workload, Item> waiting = new LinkedHashMap<>();
    private boolean taken;
    private boolean ended;

    void add(Workload workload, Cause cause) {
        lock.lock();
        try {
            Item item = waiting.computeIfAbsent(workload, Item::new);
            switch (cause) {
                case POD_CREATED -> item.created++;
                case POD_DELETED -> item.deleted++;
                case OTHER -> {}
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void addAll(Collection<Workload> workloads) {
        workloads.forEach(workload -> add(workload, Cause.OTHER));
    }

    /** Takes up to that many items, the oldest first; waits at most that long for the first one, or until the end. */
    List<Item> take(int most, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (waiting.isEmpty() && !ended && nanos > 0) {
                nanos = added.awaitNanos(nanos);
            }
            var items = new ArrayList<Item>();
            var iterator = waiting.values().iterator();
            while (items.size() < most && iterator.hasNext()) {
                items.add(iterator.next());
                iterator.remove();
            }
            taken = !items.isEmpty();
            return items;
        } finally {
            lock.unlock();
        }
    }

    /** Marks the taken items as done. */
    void done() {
        lock.lock();
        try {
            taken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Puts items that were taken and could not be processed back into the queue. */
    void requeue(List<Item> items) {
        lock.lock();
        try {
            for (Item item : items) {
                Item newer = waiting.putIfAbsent(item.workload(), item);
                if (newer != null) {
                    newer.created += item.created;
                    newer.deleted += item.deleted;
                }
            }
            taken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait for an item, now and from now on. */
    void end() {
        lock.lock();
        try {
            ended = true;
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the queue is empty and no taken item is in progress. */
    boolean isIdle() {
        lock.lock();
        try {
            return waiting.isEmpty() && !taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
