package io.deptracker.demo;

/**
 * The state of an app in the cluster, kept from run to run.
 *
 * @param version the last version that was ever started
 * @param present whether the cluster has it
 * @param replicas its pods; of a CronJob the runs so far
 */
record AppState(int version, boolean present, int replicas) {
    static final AppState NEVER = new AppState(0, false, 0);

    AppState next(int pods) {
        return new AppState(version + 1, true, pods);
    }

    AppState scaled(int pods) {
        return new AppState(version, true, pods);
    }

    AppState deleted() {
        return new AppState(version, false, 0);
    }
}
