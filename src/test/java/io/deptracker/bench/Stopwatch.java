package io.deptracker.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * A stopwatch of one thread's elapsed time and of its processor time, which other load of the machine does not affect.
 */
final class Stopwatch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long start = System.nanoTime();
    private final long cpuStart = THREADS.getCurrentThreadCpuTime();

    /** Adds the time of so many rows since the start. */
    void stop(int rows, Method method) {
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuStart;
        method.rate().addRate(rows, System.nanoTime() - start);
        method.cpuMicros().add(cpu / 1e3 / rows);
    }

    /**
     * A way to write rows.
     *
     * @param rate rows a second
     * @param cpuMicros microseconds of processor time a row
     */
    record Method(Measurements rate, Measurements cpuMicros) {
        Method() {
            this(new Measurements(), new Measurements());
        }
    }
}
