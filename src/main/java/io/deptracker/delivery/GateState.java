package io.deptracker.delivery;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.control.GateStore.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the gate is shut and until when, in memory and in the file. Waits are measured by a clock that cannot be set; instants
 * are stored by the wall clock, and limited to what they can be when they are read. Used under the gate's lock.
 */
final class GateState {
    private static final Logger LOG = LoggerFactory.getLogger(GateState.class);

    private final GateStore store;
    private final InstantSource clock;
    private final InstantSource steady;
    private @Nullable ShutGate shut;
    private Instant since = Instant.MIN;
    private Instant until = Instant.MIN;

    GateState(GateStore store, InstantSource clock, InstantSource steady) {
        this.store = store;
        this.clock = clock;
        this.steady = steady;
        Instant now = clock.instant();
        store.read(now).ifPresent(stored -> {
            Instant latest =
                    ProbeSchedule.longest(stored.reason()).map(now::plus).orElse(stored.until());
            Instant mostly = stored.until().isAfter(latest) ? latest : stored.until();
            since = steadily(stored.since());
            until = steadily(mostly);
            shut = stored;
        });
    }

    Optional<ShutGate> shut() {
        return Optional.ofNullable(shut);
    }

    boolean isShut() {
        return shut != null;
    }

    boolean isShutFor(GateReason reason) {
        return shut != null && shut.reason() == reason;
    }

    /** Returns until when it is shut, by the steady clock. */
    Instant until() {
        return until;
    }

    /** Shuts it until an instant of the steady clock. */
    void shut(GateReason reason, String detail, Instant newUntil, int faults) {
        boolean news = !isShutFor(reason);
        if (news) {
            since = steady.instant();
        }
        until = newUntil;
        shut = new ShutGate(reason, detail, wall(since), wall(until), faults);
        store.shut(shut);
        if (news) {
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .addKeyValue("until", shut.until())
                    .addKeyValue("detail", detail)
                    .log("gate shut: nothing goes out, nothing is lost" + ProbeSchedule.advice(reason));
        }
    }

    /** Shuts it until the next probe; the more have failed in a row, the later. */
    void shutForProbe(GateReason reason, String detail, boolean probeFailed) {
        boolean goesOn = isShutFor(reason);
        int faults = goesOn && probeFailed && shut != null ? shut.faults() + 1 : 0;
        Duration lasts = goesOn ? Duration.between(since, steady.instant()) : Duration.ZERO;
        shut(reason, detail, steady.instant().plus(ProbeSchedule.next(reason, faults, lasts)), faults);
    }

    void open() {
        if (shut != null) {
            LOG.atInfo()
                    .addKeyValue("reason", shut.reason())
                    .addKeyValue("since", shut.since())
                    .log("gate open");
            shut = null;
            store.open();
        }
    }

    /** Returns an instant of the steady clock as the wall clock will show it. */
    Instant wall(Instant steadily) {
        return clock.instant().plus(Duration.between(steady.instant(), steadily));
    }

    /** Returns an instant of the wall clock by the steady one. */
    Instant steadily(Instant wall) {
        return steady.instant().plus(Duration.between(clock.instant(), wall));
    }
}
