package io.deptracker.ops;

import java.util.List;

/** The results of the kubelet's probes, one line each. Safe for many threads. */
interface Probes {
    /** Returns why the process is not alive: faults that only a restart can fix; empty if it is alive. */
    List<String> notAlive();

    /** Returns why the process is not ready: faults that pass or that others must fix; empty if it is ready. */
    List<String> notReady();

    /** Returns limits that do not make the process unready. */
    List<String> remarks();
}
