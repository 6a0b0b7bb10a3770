package io.deptracker.delivery;

/**
 * The number of records a call carries: one size for all calls, halved when a call with many records fails and doubled
 * by successes. A size that failed after it had grown is tried again ever less often. Safe for many threads.
 */
final class BatchSize {
    /** The most successes that it takes for the size to grow. */
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

    /** Reports that a call with so many records failed. */
    synchronized void failed(int records) {
        if (records < 2 || records / 2 >= size) {
            // The size is not the cause, or the call began when the size was larger.
            return;
        }
        if (grown) {
            needed = Math.min(MOST_CAREFUL, needed * MORE_CAREFUL);
        }
        size = Math.max(1, records / 2);
        successes = 0;
        grown = false;
    }

    /** Reports that GitHub processed a call with so many records. */
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
