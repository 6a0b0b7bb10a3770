package io.deptracker;

import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * SIGTERM and SIGINT: the first asks to stop, the second ends the process at once. A shutdown hook would not do: it can't
 * see the second, and the process would end with the signal's code.
 */
final class ShutdownSignal {
    private static final int EXIT_BY_SECOND_SIGNAL = 130;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final Thread starting = Thread.currentThread();
    private @Nullable Logger log;
    private boolean started;
    private boolean cutStart;

    /** Listens from now on; called by the thread that starts everything, which is interrupted if a signal comes before {@link #await}. */
    static ShutdownSignal onSignals() {
        var shutdownSignal = new ShutdownSignal();
        shutdownSignal.listen("TERM");
        shutdownSignal.listen("INT");
        return shutdownSignal;
    }

    /**
     * Waits until asked to stop.
     *
     * @throws InterruptedException if the signal came during the start
     */
    void await() throws InterruptedException {
        synchronized (this) {
            started = true;
        }
        asked.await();
    }

    /** Logs signals from now on; the log is set up by the settings, which are read after the first signal may have come. */
    synchronized void logTo(Logger newLog) {
        log = newLog;
    }

    /** Asks to stop. A start under way is interrupted. */
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
     * Checks that the start may go on, for work that an interrupt does not reach.
     *
     * @throws CancellationException if a signal came during the start
     */
    void requireStart() {
        if (cutStart()) {
            throw new CancellationException("stopped by a signal");
        }
    }

    /** Checks whether the signal came during the start, so that whatever failed there did so because of it. */
    synchronized boolean cutStart() {
        return cutStart;
    }

    /**
     * Handles a signal by sun.misc.Signal (module jdk.unsupported, there for this use). By reflection, since javac warns of
     * it in a way that can't be turned off.
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
            throw new IllegalStateException("this JVM can't handle SIG" + name, missing);
        }
    }

    private void handle(String name) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(EXIT_BY_SECOND_SIGNAL);
        }
        ask(name);
    }
}
