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
 * Workloads that wait to be compared. One that waits already is not added again, so memory is bounded by the cluster,
 * however slow the database is; adding never blocks. Safe for many threads.
 */
final class WorkQueue {
    /** A workload that waits, and how many events of pods named it. */
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

    /** What made a workload wait. */
    enum Cause {
        POD_CREATED,
        POD_DELETED,
        OTHER
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Map<Workload, Item> waiting = new LinkedHashMap<>();
    private boolean taken;

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

    /** Takes up to that many, those that wait the longest first; waits for the first one, at most that long. */
    List<Item> take(int most, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (waiting.isEmpty() && nanos > 0) {
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

    /** Says that what was taken is done. */
    void done() {
        lock.lock();
        try {
            taken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what was taken and could not be done. */
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

    /** Whether nothing waits and nothing that was taken is under way. */
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
