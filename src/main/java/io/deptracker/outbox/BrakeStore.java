package io.deptracker.outbox;

import java.time.Instant;
import java.util.Optional;

/** Keeps in the outbox whether decommissions are held back, so that a restart goes on holding them. Safe for many threads. */
public final class BrakeStore {

    /**
     * The brake as it was left.
     *
     * @param heldSince since when decommissions have been held back; empty where none are
     * @param confirmedAt when the confirmation that is set was used; empty where it was not
     */
    public record Brake(Optional<Instant> heldSince, Optional<Instant> confirmedAt) {}

    private final OutboxFile file;

    public BrakeStore(OutboxFile file) {
        this.file = file;
    }

    /** The brake as it was stored last. */
    public Brake read() {
        return file.read(tx -> new Brake(tx.instant(Sql.BRAKE_HELD_SINCE), tx.instant(Sql.BRAKE_CONFIRMED_AT)));
    }

    /** Stores that decommissions of so many deployments are held back since then, and that nothing confirms them. */
    public void hold(Instant since, int deployments, Optional<Instant> confirmedAt) {
        file.write(tx -> tx.update(Sql.HOLD_BRAKE, since, deployments, confirmedAt.orElse(null)));
    }

    /** Stores that nothing is held back, and that the confirmation was used then. */
    public void confirm(Instant at) {
        file.write(tx -> tx.update(Sql.CONFIRM_BRAKE, at));
    }

    /** Stores that nothing is held back, and that no confirmation was used. */
    public void release() {
        file.write(tx -> tx.update(Sql.RELEASE_BRAKE));
    }
}
