package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.CallResult.Accepted;
import io.deptracker.delivery.CallResult.Faulted;
import io.deptracker.delivery.CallResult.Judged;
import io.deptracker.delivery.CallResult.Limited;
import io.deptracker.delivery.CallResult.NoCredential;
import io.deptracker.delivery.CallResult.Refused;
import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A gate on a file, and calls that lead it into each state. */
final class GateFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    static final CallResult ACCEPTED = new Accepted();
    static final CallResult JUDGED = new Judged();
    static final CallResult BAD = new NoCredential("bad");

    /** The time that passes; the wall clock shows the same until a test sets it. */
    final SettableClock clock = new SettableClock(START);

    private final OutboxFile file;
    private Duration skew = Duration.ZERO;
    private Gate gate;

    GateFixture(Path folder) {
        file = Outbox.open(folder.resolve("outbox.db"));
        gate = stored(new Pace(clock, 1000, 1000, 0));
    }

    static CallResult fault(int subject) {
        return new Faulted("image-" + subject, "oops");
    }

    static CallResult refusal(int subject) {
        return new Refused(List.of("image-" + subject), false, "HTTP 403: no");
    }

    static CallResult unknown(int subject) {
        return new Refused(List.of("image-" + subject), true, "HTTP 404: no artifacts found");
    }

    /** Returns the result of a call that is limited for that long. */
    CallResult limit(Duration time) {
        return new Limited(wall().plus(time), "slow down");
    }

    Gate gate() {
        return gate;
    }

    /** Returns the time by the wall clock. */
    Instant wall() {
        return clock.instant().plus(skew);
    }

    /** Sets the wall clock forward or back. */
    void setWall(Duration by) {
        skew = skew.plus(by);
    }

    /** Returns the store to which an operator's command writes. */
    GateStore operatorStore() {
        return new GateStore(file);
    }

    /** Continues with a new gate in the state that the file has. */
    void restart() {
        restart(new Pace(clock, 1000, 1000, 0));
    }

    void restart(Pace pace) {
        gate = stored(pace);
    }

    private Gate stored(Pace pace) {
        return new Gate(new GateStore(file), pace, this::wall, clock);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Reports a call of a cluster whose records GitHub has accepted before. */
    void report(Entry.Admitted entry, CallResult result) {
        gate.report(entry, result, true);
    }

    /** Makes a call with each of those results. */
    void calls(CallResult... results) {
        for (CallResult result : results) {
            report(entered(), result);
        }
    }

    Entry.Admitted entered() {
        if (gate.enter() instanceof Entry.Admitted open) {
            return open;
        }
        throw new AssertionError("shut: " + gate.state());
    }

    void outage() {
        calls(fault(1), fault(2), fault(3));
    }

    /** Shuts the gate for that reason. */
    void shutFor(GateReason reason) {
        switch (reason) {
            case OUTAGE -> outage();
            case FORBIDDEN -> calls(refusal(1), refusal(2), refusal(3));
            case RATE_LIMIT -> calls(limit(Duration.ofMinutes(1)));
            case BAD_CREDENTIAL -> calls(BAD);
            case PAUSED -> throw new IllegalArgumentException("an operator pauses it");
        }
        assertThat(gate.isShut(reason)).isTrue();
    }

    /** Shuts the gate for that reason and admits the first probe. */
    Entry.Admitted probeOf(GateReason reason) {
        shutFor(reason);
        return nextProbe();
    }

    Entry.Admitted nextProbe() {
        if (gate.enter() instanceof Entry.Refused closed) {
            clock.advance(Duration.between(wall(), closed.until()));
        }
        Entry.Admitted probe = entered();
        assertThat(probe.probe()).isTrue();
        return probe;
    }

    /** Returns the reason for which the gate is shut, or "open". */
    String reason() {
        return gate.state().map(shut -> shut.reason().toString()).orElse("open");
    }
}
