package io.deptracker.delivery;

import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.control.GateStore.Pause;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator's pauses and requests to open the gate, which another process writes to the file. Used under the gate's
 * lock.
 */
final class OperatorControl {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorControl.class);

    private final GateStore store;
    private boolean paused;

    OperatorControl(GateStore store) {
        this.store = store;
    }

    /** Removes a request to open the gate; returns whether there was one. */
    boolean takeRelease() {
        boolean requested = store.takeRelease();
        if (requested) {
            LOG.info("gate opened by an operator (resume --gate)");
        }
        return requested;
    }

    /** Returns whether deliveries are paused; logs changes. */
    boolean isPaused() {
        Optional<Pause> pause = store.pause();
        if (pause.isPresent() != paused) {
            paused = pause.isPresent();
            pause.ifPresentOrElse(
                    begun -> LOG.atWarn()
                            .addKeyValue("reason", begun.reason())
                            .addKeyValue("since", begun.since())
                            .log("paused by an operator: deliveries stopped, nothing is lost"),
                    () -> LOG.info("resumed by an operator"));
        }
        return paused;
    }
}
