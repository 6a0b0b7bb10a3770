package io.deptracker.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The worker threads of a process, of which at most one runs at a time: they wait for a signal, or for a response. */
final class SimulatedThreads {
    private final SimulatedTime time;
    private final Consumer<Runnable> process;
    private final List<Coroutine> threads = new ArrayList<>();
    private final Map<Coroutine, Long> asleep = new LinkedHashMap<>();
    private @Nullable Coroutine current;
    private long tickets;
    private int inFlight;

    /** @param process runs a part of the process, if it is alive */
    SimulatedThreads(SimulatedTime time, Consumer<Runnable> process) {
        this.time = time;
        this.process = process;
    }

    /** Starts a thread. */
    void start(Runnable work) {
        var thread = new Coroutine(work);
        threads.add(thread);
        time.after(Duration.ZERO, () -> resume(thread));
    }

    boolean areStarted() {
        return !threads.isEmpty();
    }

    /** Returns whether no call is in flight. */
    boolean areIdle() {
        return inFlight == 0;
    }

    /** Ends all of them where they are. */
    void kill() {
        threads.forEach(Coroutine::kill);
    }

    /** Suspends the running thread until a signal, at most that long. */
    void waitForSignal(Duration most) {
        Coroutine sleeping = running();
        long ticket = ++tickets;
        asleep.put(sleeping, ticket);
        time.after(most, () -> wake(sleeping, ticket));
        sleeping.suspend();
    }

    private void wake(Coroutine sleeping, long ticket) {
        if (asleep.remove(sleeping, ticket)) {
            resume(sleeping);
        }
    }

    /** Wakes all that wait for a signal. */
    void wakeAll() {
        List.copyOf(asleep.entrySet()).forEach(entry -> {
            Coroutine sleeping = entry.getKey();
            long ticket = entry.getValue();
            time.after(Duration.ZERO, () -> wake(sleeping, ticket));
        });
    }

    /** Suspends the running thread, which makes a call. */
    void sleep(Duration wait) {
        Coroutine calling = running();
        inFlight++;
        time.after(wait, () -> resume(calling));
        try {
            calling.suspend();
        } finally {
            inFlight--;
        }
    }

    private Coroutine running() {
        Coroutine running = current;
        if (running == null) {
            throw new IllegalStateException("no worker runs");
        }
        return running;
    }

    private void resume(Coroutine thread) {
        process.accept(() -> {
            current = thread;
            try {
                thread.resume();
            } finally {
                current = null;
            }
        });
    }
}
