package io.deptracker;

import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A handler of SIGTERM and SIGINT: the first signal requests a stop, the second ends the process at once. A shutdown
 * hook would not do: it cannot see the second signal, and the process would exit with the signal's code.
 */
final class ShutdownSignal {
    private static final int EXIT_BY_SECOND_SIGNAL = 130;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final Thread starting = Thread.currentThread();
    private @Nullable Logger log;
    private boolean started;
    private boolean cutStart;

    /**
     * Handles signals from now on. Called by the thread that starts everything, which is interrupted if a signal
     * arrives before {@link #await}.
     */
    static ShutdownSignal onSignals() {
        var shutdownSignal = new ShutdownSignal();
        shutdownSignal.listen("TERM");
        shutdownSignal.listen("INT");
        return shutdownSignal;
    }

    /**
     * Waits until a stop is requested.
     *
     * @throws InterruptedException if the signal arrived during the start
     */
    void await() throws InterruptedException {
        synchronized (this) {
            started = true;
        }
        asked.await();
    }

    /** Logs signals from now on. The settings configure the log, and a signal may arrive before they are read. */
    synchronized void logTo(Logger newLog) {
        log = newLog;
    }

    /** Requests a stop. A start in progress is interrupted. */
    synchronized void ask(String signal) {
        if (log != null) {
            log.atInfo().addKeyValue("signal", signal).log("stopping");
        }
        asked.countDown();
        if (!started) {
            cutStart = true;
            starting.interrupt();
        }
    }

    /**
     * Checks that the start may continue, for work that an interrupt does not reach.
     *
     * @throws CancellationException if a signal arrived during the start
     */
    void requireStart() {
        if (cutStart()) {
            throw new CancellationException("stopped by a signal");
        }
    }

    /** Checks whether the signal arrived during the start, and is thus the cause of its failure. */
    synchronized boolean cutStart() {
        return cutStart;
    }

    /**
     * Handles a signal by sun.misc.Signal (module jdk.unsupported, which exists for this use). By reflection, since
     * javac's warning about it cannot be turned off.
     */
    private void listen(String name) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    ShutdownSignal.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handle(name);
                            return null;
                        }
                        return method.invoke(this, arguments);
                    });
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this JVM cannot handle SIG" + name, missing);
        }
    }

    private void handle(String name) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(EXIT_BY_SECOND_SIGNAL);
        }
        ask(name);
    }
}
