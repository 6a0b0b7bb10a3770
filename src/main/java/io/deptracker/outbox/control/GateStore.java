package io.deptracker.outbox.control;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps the gate's state in the outbox, so that a restart finds it as it was. Safe for many threads. */
public final class GateStore {

    /**
     * A shut gate.
     *
     * @param reason why it is shut
     * @param detail what was met, for people
     * @param since since when it has been shut
     * @param until when the next call may go out
     * @param faults how many calls in a row met the fault
     */
    public record ShutGate(GateReason reason, String detail, Instant since, Instant until, int faults) {
        private ShutGate notAfter(Instant now) {
            return since.isAfter(now)
                    ? new ShutGate(reason, detail, now, now.plus(Duration.between(since, until)), faults)
                    : this;
        }
    }

    /**
     * Nothing goes out since an operator said so.
     *
     * @param reason why, for people; may be empty
     * @param since since when
     */
    public record Pause(String reason, Instant since) {}

    private final OutboxFile file;

    public GateStore(OutboxFile file) {
        this.file = file;
    }

    /**
     * Returns the gate as it was stored last; empty if it is open.
     *
     * @param now the time by the wall clock: one that was set back since does not make the gate stay shut for longer
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

    /** Stores that it is shut. */
    public void shut(ShutGate shut) {
        file.write(tx -> {
            // A request to open it that is older than this was about what was shut before.
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

    /** Stores that it is open. */
    public void open() {
        file.write(tx -> tx.update(ControlSql.OPEN_GATE));
    }

    /**
     * Opens the gate by an operator's hand: deletes its stored state, and leaves a request for a running controller, which has
     * that state in memory too.
     *
     * @return what was opened; empty if it was open
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

    /** Removes an operator's request to open the gate, and returns whether there was one. */
    public boolean takeRelease() {
        // Most often there is none: then nothing waits for the one connection that writes.
        boolean requested = file.read(tx -> tx.number(ControlSql.RELEASE_REQUESTS)) > 0;
        return requested && file.write(tx -> tx.update(ControlSql.TAKE_RELEASE)) > 0;
    }

    /** Whether an operator paused delivery; empty where none did. Another process may have written it just now. */
    public Optional<Pause> pause() {
        return file.read(tx -> tx.first(
                ControlSql.PAUSE,
                row -> new Pause(row.getString("reason"), Instant.ofEpochMilli(row.getLong("since")))));
    }

    /** Pauses delivery; where it is paused already, only the reason changes. */
    public void pause(Pause pause) {
        file.write(tx -> tx.update(ControlSql.BEGIN_PAUSE, pause.reason(), pause.since()));
    }

    /** Ends the pause, and says whether there was one. */
    public boolean resume() {
        return file.write(tx -> tx.update(ControlSql.END_PAUSE)) > 0;
    }
}
