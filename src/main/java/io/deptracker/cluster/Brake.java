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
 * A safeguard against decommissioning most of the file at a start. With a wrong kubeconfig, selector or namespace the
 * cluster looks empty. The missing deployments are then held back until they are there again or an operator confirms
 * that they are gone. Deletions that are seen while watching are never held back. Used by one thread, except {@link
 * #held}.
 */
final class Brake {
    private static final Logger LOG = LoggerFactory.getLogger(Brake.class);

    /** Everyday work can empty a file of so few deployments. */
    private static final int FEW = 20;

    private final BrakeStore store;
    private final boolean confirmed;
    private final InstantSource clock;
    private final Map<Workload, Integer> held = new HashMap<>();
    /** When an earlier start used up the confirmation that is set; empty if none did. */
    private Optional<Instant> used = Optional.empty();

    private boolean confirming;
    private volatile int heldDeployments;

    /**
     * @param confirmed whether the settings confirm decommissions; valid for one start, and again after a start without
     *     it
     */
    Brake(BrakeStore store, boolean confirmed, InstantSource clock) {
        this.store = store;
        this.confirmed = confirmed;
        this.clock = clock;
    }

    /** Examines the whole outbox before anything is committed, and decides what is held back. */
    void survey(Stream<DesiredState> states) {
        held.clear();
        states.forEach(state -> {
            int vanishing = store.vanishing(state);
            if (vanishing > 0) {
                held.put(state.workload(), vanishing);
            }
        });
        int vanishing = count();
        // Finished runs are removed in any number, so they do not indicate a wrong cluster.
        int lastingVanishing = held.entrySet().stream()
                .filter(entry -> Lifetime.isLasting(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int deployed = store.deployed(Lifetime::isLasting);
        BrakeStore.Brake before = store.read();
        used = confirmed ? before.confirmedAt() : Optional.empty();
        boolean most = deployed > FEW && lastingVanishing * 2 > deployed;
        if (!most && (lastingVanishing == 0 || before.heldSince().isEmpty())) {
            clearHeld();
            release();
        } else if (confirmed && used.isEmpty()) {
            clearHeld();
            confirming = true;
            LOG.atWarn()
                    .addKeyValue("decommissions", vanishing)
                    .addKeyValue("deployed", deployed)
                    .log("most deployments are gone; decommissioning them as confirmed");
        } else {
            store.hold(before.heldSince().orElseGet(clock::instant), vanishing, used);
            heldDeployments = vanishing;
            logHeld(deployed);
        }
    }

    /** Records that everything was compared once, which uses up the confirmation. */
    void compared() {
        if (confirming) {
            store.confirm(clock.instant());
            confirming = false;
        }
    }

    /** Returns whether a state must not be committed. */
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
            LOG.info("every deployment that was held back is there again; brake released");
        }
        return false;
    }

    /** Releases everything that is held back: the cluster is retired, so all of it is decommissioned. */
    void retire() {
        clearHeld();
        release();
    }

    /** Returns how many deployments' decommissions are held back; safe for any thread. */
    int held() {
        return heldDeployments;
    }

    /** Stores that nothing is held back; a confirmation that was used stays used. */
    private void release() {
        used.ifPresentOrElse(store::confirm, store::release);
    }

    private void logHeld(int deployed) {
        LOG.atError()
                .addKeyValue("held", heldDeployments)
                .addKeyValue("deployed", deployed)
                .addKeyValue("confirmation_used_at", used.map(Instant::toString).orElse("never"))
                .log(
                        used.isEmpty()
                                ? "most deployments seem to be gone: they are not decommissioned. If they are"
                                        + " gone, start once with -confirm-decommission; if not, check which cluster,"
                                        + " namespaces and pods the settings name"
                                : "most deployments seem to be gone again: they are not decommissioned, since"
                                        + " -confirm-decommission is valid for one start. Start without it, then with it"
                                        + " again");
    }

    private int count() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void clearHeld() {
        held.clear();
        heldDeployments = 0;
    }
}
