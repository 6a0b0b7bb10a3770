package io.deptracker.ops;

import java.util.List;

/** The answers to the kubelet's probes, one line each. Safe for many threads. */
interface Probes {
    /** Returns why the process is not alive, which means what only a restart can fix; empty if it is alive. */
    List<String> notAlive();

    /** Returns why the process is not ready: what passes, or what others must fix; empty if it is ready. */
    List<String> notReady();

    /** Returns limits that do not make the process unready. */
    List<String> remarks();
}
