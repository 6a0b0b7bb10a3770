package io.deptracker.cluster;

import io.deptracker.outbox.BrakeStore;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a start from decommissioning most of the file: whoever gives the wrong kubeconfig, selector or namespace has a
 * cluster that looks empty. What would vanish then is held back until it is there again, or until an operator confirms that
 * it is gone. Deletions that are seen while watching are never held back. Used by one thread, but for {@link #held}.
 */
final class Brake {
    private static final Logger LOG = LoggerFactory.getLogger(Brake.class);

    /** A file of so few deployments is emptied by everyday work. */
    private static final int FEW = 20;

    private final BrakeStore store;
    private final boolean confirmed;
    private final InstantSource clock;
    private final Map<Workload, Integer> held = new HashMap<>();
    /** When the confirmation that is set was used up by an earlier start; empty where it was not. */
    private Optional<Instant> used = Optional.empty();

    private boolean confirming;
    private volatile int heldDeployments;

    /**
     * @param confirmed whether the settings let it through; that holds once, and again after a start without it
     */
    Brake(BrakeStore store, boolean confirmed, InstantSource clock) {
        this.store = store;
        this.confirmed = confirmed;
        this.clock = clock;
    }

    /** Looks, before anything is committed, at all that the outbox has, and decides what is held back. */
    void survey(Stream<DesiredState> states) {
        held.clear();
        states.forEach(state -> {
            int vanishing = store.vanishing(state);
            if (vanishing > 0) {
                held.put(state.workload(), vanishing);
            }
        });
        int vanishing = count();
        // Finished runs are removed in any number, so they are no sign of a wrong cluster.
        int lastingVanishing = held.entrySet().stream()
                .filter(entry -> Lifetime.isLasting(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int deployed = store.deployed(Lifetime::isLasting);
        BrakeStore.Brake before = store.read();
        used = confirmed ? before.confirmedAt() : Optional.empty();
        boolean most = deployed > FEW && lastingVanishing * 2 > deployed;
        if (!most && (lastingVanishing == 0 || before.heldSince().isEmpty())) {
            letGo();
            release();
        } else if (confirmed && used.isEmpty()) {
            letGo();
            confirming = true;
            LOG.atWarn()
                    .addKeyValue("decommissions", vanishing)
                    .addKeyValue("deployed", deployed)
                    .log("most deployments are gone, and are decommissioned as confirmed");
        } else {
            store.hold(before.heldSince().orElseGet(clock::instant), vanishing, used);
            heldDeployments = vanishing;
            say(deployed);
        }
    }

    /** Notes that everything was compared once: a confirmation has done its work. */
    void compared() {
        if (confirming) {
            store.confirm(clock.instant());
            confirming = false;
        }
    }

    /** Whether a state is not to be committed. */
    boolean holds(DesiredState state) {
        if (!held.containsKey(state.workload())) {
            return false;
        }
        if (store.vanishing(state) > 0) {
            return true;
        }
        held.remove(state.workload());
        heldDeployments = count();
        if (held.isEmpty()) {
            release();
            LOG.info("everything that was held back from being decommissioned is there again");
        }
        return false;
    }

    /** Ends what is held back: the cluster is retired, so everything is decommissioned. */
    void retire() {
        letGo();
        release();
    }

    /** How many deployments' decommissions are held back; may be asked by any thread. */
    int held() {
        return heldDeployments;
    }

    /** Nothing is held back any more; a confirmation that was used stays used. */
    private void release() {
        used.ifPresentOrElse(store::confirm, store::release);
    }

    private void say(int deployed) {
        LOG.atError()
                .addKeyValue("held", heldDeployments)
                .addKeyValue("deployed", deployed)
                .addKeyValue("confirmation_used_at", used.map(Instant::toString).orElse("never"))
                .log(
                        used.isEmpty()
                                ? "most deployments seem to be gone: they are not decommissioned. If they are gone, start"
                                        + " once with -confirm-decommission; if not, see which cluster, namespaces and pods"
                                        + " the settings name"
                                : "most deployments seem to be gone again: they are not decommissioned, since"
                                        + " -confirm-decommission holds once. Start without it, and with it again");
    }

    private int count() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void letGo() {
        held.clear();
        heldDeployments = 0;
    }
}
