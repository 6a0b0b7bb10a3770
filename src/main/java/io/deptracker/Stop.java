package io.deptracker;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first asks to stop, the second ends the process at once. A shutdown hook would not do: it can't
 * see the second, and the process would end with the signal's code.
 */
final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
    private static final int EXIT_BY_SECOND_SIGNAL = 130;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final Thread starting = Thread.currentThread();
    private volatile boolean started;

    /** Listens from now on; called by the thread that starts everything, which is interrupted while it does. */
    static Stop onSignals() {
        var stop = new Stop();
        stop.listen("TERM");
        stop.listen("INT");
        return stop;
    }

    /** Waits until asked to stop. */
    void await() throws InterruptedException {
        started = true;
        asked.await();
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
                    Stop.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
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
        LOG.atInfo().addKeyValue("signal", name).log("stopping");
        asked.countDown();
        if (!started) {
            starting.interrupt();
        }
    }
}
