package io.deptracker.outbox.control;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The gate's state, stored in the outbox so that it survives a restart. Safe for many threads. */
public final class GateStore {

    /**
     * A shut gate.
     *
     * @param reason the reason
     * @param detail the error, for operators
     * @param since when the gate was shut
     * @param until when the next call may be sent
     * @param faults the number of consecutive calls with this fault
     */
    public record ShutGate(GateReason reason, String detail, Instant since, Instant until, int faults) {
        private ShutGate notAfter(Instant now) {
            return since.isAfter(now)
                    ? new ShutGate(reason, detail, now, now.plus(Duration.between(since, until)), faults)
                    : this;
        }
    }

    /**
     * A pause of all deliveries by an operator.
     *
     * @param reason the operator's reason; may be empty
     * @param since when the pause began
     */
    public record Pause(String reason, Instant since) {}

    private final OutboxFile file;

    /** Creates the store in an outbox. */
    public GateStore(OutboxFile file) {
        this.file = file;
    }

    /**
     * Returns the gate's stored state; empty if it is open.
     *
     * @param now the wall clock's time; if the clock was set back, the gate does not stay shut for longer
     */
    public Optional<ShutGate> read(Instant now) {
        return file.read(GateStore::stored).map(stored -> stored.notAfter(now));
    }

    private static Optional<ShutGate> stored(Tx tx) {
        return tx.first(
                ControlSql.GATE,
                row -> new ShutGate(
                        GateReason.of(row.getString("reason")),
                        row.getString("detail"),
                        Instant.ofEpochMilli(row.getLong("shut_since")),
                        Instant.ofEpochMilli(row.getLong("shut_until")),
                        row.getInt("faults")));
    }

    /** Stores that the gate is shut. */
    public void shut(ShutGate shut) {
        file.write(tx -> {
            // An older request to open the gate was for its previous state.
            tx.update(ControlSql.FORGET_RELEASE, shut.since());
            return tx.update(
                    ControlSql.SHUT_GATE,
                    shut.reason().toString(),
                    shut.detail(),
                    shut.since(),
                    shut.until(),
                    shut.faults());
        });
    }

    /** Stores that the gate is open. */
    public void open() {
        file.write(tx -> tx.update(ControlSql.OPEN_GATE));
    }

    /**
     * Opens the gate for an operator: deletes its stored state and stores a request for the running controller, which has
     * that state in memory, too.
     *
     * @return the deleted state; empty if the gate was open
     */
    public Optional<ShutGate> release(Instant now) {
        return file.write(tx -> {
            Optional<ShutGate> shut = stored(tx);
            if (shut.isPresent()) {
                tx.update(ControlSql.OPEN_GATE);
                tx.update(ControlSql.REQUEST_RELEASE, now);
            }
            return shut;
        });
    }

    /** Removes an operator's request to open the gate; returns whether there was one. */
    public boolean takeRelease() {
        // Usually there is none; then this call does not wait for the only connection that writes.
        boolean requested = file.read(tx -> tx.number(ControlSql.RELEASE_REQUESTS)) > 0;
        return requested && file.write(tx -> tx.update(ControlSql.TAKE_RELEASE)) > 0;
    }

    /** Returns the operator's pause; empty if there is none. Reads the file, since another process may have changed it. */
    public Optional<Pause> pause() {
        return file.read(tx -> tx.first(
                ControlSql.PAUSE,
                row -> new Pause(row.getString("reason"), Instant.ofEpochMilli(row.getLong("since")))));
    }

    /** Pauses delivery; if it is paused already, only the reason changes. */
    public void pause(Pause pause) {
        file.write(tx -> tx.update(ControlSql.BEGIN_PAUSE, pause.reason(), pause.since()));
    }

    /** Ends the pause; returns whether there was one. */
    public boolean resume() {
        return file.write(tx -> tx.update(ControlSql.END_PAUSE)) > 0;
    }
}
