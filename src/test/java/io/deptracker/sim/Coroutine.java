package io.deptracker.sim;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Work that can be suspended in the middle, so that other work happens in between. It has a thread of its own, but that
 * thread and the one that resumes it never run at the same time.
 */
final class Coroutine {
    private final Semaphore resumed = new Semaphore(0);
    private final Semaphore suspended = new Semaphore(0);
    private final Thread thread;
    private @Nullable Throwable failure;
    private boolean started;
    private boolean ended;
    private boolean killed;

    Coroutine(Runnable work) {
        thread = Thread.ofVirtual().unstarted(() -> {
            try {
                work.run();
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                ended = true;
                suspended.release();
            }
        });
    }

    /** Runs the work until it is suspended or ends, and throws what it threw. */
    void resume() {
        if (ended) {
            return;
        }
        if (started) {
            resumed.release();
        } else {
            started = true;
            thread.start();
        }
        suspended.acquireUninterruptibly();
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /**
     * Suspends this work until it is resumed; called on its own thread.
     *
     * @throws Crash if the process was killed while it was suspended
     */
    void suspend() {
        suspended.release();
        resumed.acquireUninterruptibly();
        if (killed) {
            throw new Crash();
        }
    }

    /** Ends the work where it is suspended. */
    void kill() {
        killed = true;
        if (!started || ended) {
            ended = true;
            return;
        }
        try {
            resume();
        } catch (Crash ending) {
            // The work unwinds by this.
        }
    }
}
