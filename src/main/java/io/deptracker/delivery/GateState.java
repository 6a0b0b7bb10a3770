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
 * The reason and the instant of a shut gate, in memory and in the file. Waits are measured by a clock that cannot be
 * set. Instants are stored by the wall clock and limited to plausible values when they are read. Used under the gate's
 * lock.
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

    /** Returns until when the gate is shut, by the steady clock. */
    Instant until() {
        return until;
    }

    /** Shuts the gate until an instant of the steady clock. */
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
                    .log("gate shut: deliveries stopped, nothing is lost" + ProbeSchedule.advice(reason));
        }
    }

    /** Shuts the gate until the next probe; the more probes failed in a row, the longer. */
    void shutForProbe(GateReason reason, String detail, boolean probeFailed) {
        boolean continues = isShutFor(reason);
        int faults = continues && probeFailed && shut != null ? shut.faults() + 1 : 0;
        Duration lasts = continues ? Duration.between(since, steady.instant()) : Duration.ZERO;
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

    /** Converts an instant of the steady clock to the wall clock. */
    Instant wall(Instant steadily) {
        return clock.instant().plus(Duration.between(steady.instant(), steadily));
    }

    /** Converts an instant of the wall clock to the steady clock. */
    Instant steadily(Instant wall) {
        return steady.instant().plus(Duration.between(clock.instant(), wall));
    }
}
