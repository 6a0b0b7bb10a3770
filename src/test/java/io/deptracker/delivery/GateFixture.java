package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.GateStore;
import io.deptracker.outbox.OutboxFile;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Instant;

/** A gate on a file, and ways through it. */
final class GateFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    final SettableClock clock = new SettableClock(START);
    private final OutboxFile file;
    private Gate gate;

    GateFixture(Path folder) {
        file = OutboxFile.open(folder.resolve("outbox.db"));
        gate = stored(new Pace(clock, 1000, 1000));
    }

    Gate gate() {
        return gate;
    }

    /** What an operator's command writes to. */
    GateStore byHand() {
        return new GateStore(file);
    }

    /** Goes on with a new gate, as the file has it. */
    void restart() {
        restart(new Pace(clock, 1000, 1000));
    }

    void restart(Pace pace) {
        gate = stored(pace);
    }

    private Gate stored(Pace pace) {
        return new Gate(new GateStore(file), pace, clock);
    }

    @Override
    public void close() {
        file.close();
    }

    Entry.Open entered() {
        if (gate.enter() instanceof Entry.Open open) {
            return open;
        }
        throw new AssertionError("shut: " + gate.state());
    }

    void outage() {
        for (int row = 1; row <= 3; row++) {
            gate.faulted(entered(), row, "oops");
        }
    }

    /** Shuts it for that reason, and lets the first probe in. */
    Entry.Open probeOf(String reason) {
        if (reason.equals(Gate.OUTAGE)) {
            outage();
        } else {
            gate.badCredential(entered(), "bad");
        }
        return nextProbe();
    }

    Entry.Open nextProbe() {
        if (gate.enter() instanceof Entry.Closed closed) {
            clock.set(closed.until());
        }
        Entry.Open probe = entered();
        assertThat(probe.probe()).isTrue();
        return probe;
    }
}
