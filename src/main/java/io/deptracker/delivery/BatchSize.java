package io.deptracker.delivery;

/**
 * How many records a call carries: one size for all calls, halved when a call with many of them fails and doubled by success.
 * A size that fails after it has grown is tried again ever less often. Safe for many threads.
 */
final class BatchSize {
    /** Successes before the size grows, at the most. */
    private static final int MOST_CAREFUL = 256;

    private static final int MORE_CAREFUL = 4;

    private final int most;
    private int size;
    private int successes;
    private int needed = 1;
    private boolean grown;

    /**
     * @param most the largest size, at least 1
     */
    BatchSize(int most) {
        this.most = most;
        this.size = most;
    }

    synchronized int get() {
        return size;
    }

    /** Notes that a call with so many records failed. */
    synchronized void failed(int records) {
        if (records < 2 || records / 2 >= size) {
            // Not a matter of the size, or a call that began when the size was larger.
            return;
        }
        if (grown) {
            needed = Math.min(MOST_CAREFUL, needed * MORE_CAREFUL);
        }
        size = Math.max(1, records / 2);
        successes = 0;
        grown = false;
    }

    /** Notes that GitHub processed a call with so many records. */
    synchronized void passed(int records) {
        if (records < size || size == most) {
            return;
        }
        successes++;
        if (successes >= needed) {
            size = Math.min(most, size * 2);
            successes = 0;
            grown = true;
        }
    }
}
