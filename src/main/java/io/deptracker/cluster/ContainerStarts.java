package io.deptracker.cluster;

import java.util.Arrays;

/**
 * The start and the run of each container of a pod, in the order of the pod's containers. A container takes one packed
 * number, since no two pods share an instance. From the highest bit on: the second of its start (32 bits), the number
 * of restarts (6 bits, the highest value standing for all above), and a hash that changes with its run (26 bits, 0 if
 * it never started).
 */
final class ContainerStarts {
    /** A container that never started. */
    static final long NEVER = 0;

    /** The starts of a pod if none is known. */
    static final ContainerStarts NONE = new ContainerStarts(new long[0]);

    private static final int RUN_BITS = 26;
    private static final int RESTART_BITS = 6;
    private static final int RUN_MASK = (1 << RUN_BITS) - 1;
    private static final int MOST_RESTARTS = (1 << RESTART_BITS) - 1;
    private static final long LAST_SECOND = (1L << 32) - 1;

    private final long[] packed;

    /**
     * @param packed one {@link #start} or {@link #NEVER} for each container
     */
    ContainerStarts(long... packed) {
        this.packed = packed;
    }

    /**
     * Packs the start of one container.
     *
     * @param second since 1970
     * @param restarts before it
     * @param containerId the runtime's ID of the container, or empty if it reports none
     * @param imageId the runtime's ID of its image, or empty if it reports none
     */
    static long start(long second, int restarts, String containerId, String imageId) {
        int hash = 31 * containerId.hashCode() + imageId.hashCode();
        int run = Math.max(1, (hash ^ (hash >>> RUN_BITS)) & RUN_MASK);
        return order(second, restarts) << RUN_BITS | run;
    }

    private static long order(long second, int restarts) {
        return Math.clamp(second, 0, LAST_SECOND) << RESTART_BITS | Math.clamp(restarts, 0, MOST_RESTARTS);
    }

    boolean hasStarted(int container) {
        return run(container) != 0;
    }

    /** Checks whether a container is still in the run that it was in when the earlier starts were read. */
    boolean isSameRun(int container, ContainerStarts earlier, int containerOfEarlier) {
        return hasStarted(container) && run(container) == earlier.run(containerOfEarlier);
    }

    /**
     * Returns a number that grows with the start: the later a container started, the higher. Of two that started in the
     * same second, the one with more restarts often started later.
     *
     * @param otherwise the second to assume if the start is not known
     */
    long order(int container, long otherwise) {
        return hasStarted(container) ? packed[container] >>> RUN_BITS : order(otherwise, 0);
    }

    private int run(int container) {
        return container < packed.length ? (int) packed[container] & RUN_MASK : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerStarts starts && Arrays.equals(packed, starts.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return Arrays.toString(packed);
    }
}
