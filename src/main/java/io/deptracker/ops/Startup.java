package io.deptracker.ops;

import java.util.List;

/**
 * The probes of a process that is starting. It is alive even if a step takes long, because a restart would only start
 * over: the repair of a large outbox takes minutes. Safe for many threads.
 */
public final class Startup implements Probes {
    private volatile String step = "starting";

    /** Sets the current step, a short phrase for /readyz such as {@code opening the outbox}. */
    public void at(String newStep) {
        step = newStep;
    }

    @Override
    public List<String> notAlive() {
        return List.of();
    }

    @Override
    public List<String> notReady() {
        return List.of(step);
    }

    @Override
    public List<String> remarks() {
        return List.of();
    }
}
