package io.deptracker.demo;

/**
 * How an app stands in the cluster; kept from run to run.
 *
 * @param version the last version that was ever started
 * @param present whether the cluster has it
 * @param replicas its pods; of a CronJob the runs so far
 */
record Standing(int version, boolean present, int replicas) {
    static final Standing NEVER = new Standing(0, false, 0);

    Standing next(int pods) {
        return new Standing(version + 1, true, pods);
    }

    Standing scaled(int pods) {
        return new Standing(version, true, pods);
    }

    Standing deleted() {
        return new Standing(version, false, 0);
    }
}
