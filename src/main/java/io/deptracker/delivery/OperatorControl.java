package io.deptracker.delivery;

import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.control.GateStore.Pause;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator has asked for by hand, in the file: another process writes it. Used under the gate's lock. */
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

    /** Returns whether deliveries are paused; logs when that changes. */
    boolean isPaused() {
        Optional<Pause> pause = store.pause();
        if (pause.isPresent() != paused) {
            paused = pause.isPresent();
            pause.ifPresentOrElse(
                    begun -> LOG.atWarn()
                            .addKeyValue("reason", begun.reason())
                            .addKeyValue("since", begun.since())
                            .log("paused by an operator: nothing goes out, nothing is lost"),
                    () -> LOG.info("resumed by an operator"));
        }
        return paused;
    }
}
