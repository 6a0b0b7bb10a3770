package io.deptracker.delivery;

import io.deptracker.delivery.CallResult.Accepted;
import io.deptracker.delivery.CallResult.Faulted;
import io.deptracker.delivery.CallResult.Judged;
import io.deptracker.delivery.CallResult.Limited;
import io.deptracker.delivery.CallResult.NoCredential;
import io.deptracker.delivery.CallResult.Refused;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.control.GateStore.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A circuit breaker in front of GitHub, shared by all workers. What is true of all records closes it for all of them, and
 * charges none: a rate limit, a rejected credential, a missing permission, an outage. An operator's pause stands beside these.
 * Reason and instant are stored, so a restart finds them. Safe for many threads.
 *
 * <p>What a call shows, and the state that follows. A call that is no probe was under way when the gate shut; an empty cell
 * changes nothing.
 *
 * <pre>
 *               | open                   | rate_limit | bad_credential   | forbidden        | outage
 * accepted      |                        |            | probe: open      | open             | open
 * judged        |                        |            | probe: open      | probe: forbidden | open
 * refused       | in a row: forbidden    |            | probe: open (1)  | probe: forbidden | open (1)
 * faulted       | in a row: outage       |            | probe: outage    | probe: outage    | probe: outage
 * no credential | bad_credential         |            | probe: shut on   | bad_credential   | bad_credential
 * limited       | rate_limit             | the later  | rate_limit       | rate_limit       | rate_limit
 * its instant   |                        | open       | one probe        | one probe        | one probe
 *
 * (1) and then as in the first column
 * </pre>
 */
public final class Gate {
    /** How soon the end of a pause is seen: another process writes it to the file. */
    private static final Duration PAUSED_FOR = Duration.ofSeconds(1);

    /** What a worker finds at the gate. */
    public sealed interface Entry {
        /**
         * It may make a call.
         *
         * @param probe whether this is the one call that finds out if the gate may open
         * @param alone whether the call may carry one record only
         */
        record Admitted(boolean probe, boolean alone) implements Entry {
            /** A call through an open gate. */
            public static final Admitted ORDINARY = new Admitted(false, false);
        }

        /** It may not, before that instant. */
        record Refused(Instant until) implements Entry {}
    }

    private final GateStore store;
    private final Pace pace;
    private final InstantSource steady;
    private final GateState state;
    private final OperatorControl operator;
    private final OutageDetector faulty = new OutageDetector();
    private final RefusalDetector refusalDetector = new RefusalDetector();
    private boolean probing;

    /**
     * Creates the gate as it was stored.
     *
     * @param store keeps it
     * @param pace lets calls through one by one while it is open; on the steady clock
     * @param clock the wall clock, by which instants are stored and returned
     * @param steady measures waits; cannot be set
     */
    public Gate(GateStore store, Pace pace, InstantSource clock, InstantSource steady) {
        this.store = store;
        this.pace = pace;
        this.steady = steady;
        this.state = new GateState(store, clock, steady);
        this.operator = new OperatorControl(store);
    }

    /** Asks to make a call. A caller that is let through reports the result, or leaves. */
    public synchronized Entry enter() {
        Instant now = steady.instant();
        if (state.isShut() && operator.takeRelease()) {
            faulty.clear();
            refusalDetector.clear();
            state.open();
        }
        if (operator.isPaused()) {
            return closed(now.plus(PAUSED_FOR));
        }
        if (state.isShut() && now.isBefore(state.until())) {
            return closed(state.until());
        }
        if (state.isShutFor(GateReason.RATE_LIMIT)) {
            state.open();
        }
        if (state.isShut() && probing) {
            // The probe's result opens the gate or shuts it on; this is only how long to wait for it.
            return closed(now.plus(ProbeSchedule.FIRST));
        }
        Optional<Instant> nextPermit = pace.take();
        if (nextPermit.isPresent()) {
            return closed(nextPermit.get());
        }
        probing = state.isShut();
        // With nothing but unknown artifacts so far, the next ones may be known: more of them are tried at a time.
        boolean alone = !(state.isShutFor(GateReason.FORBIDDEN) && refusalDetector.areUnknownOnly());
        return probing ? new Entry.Admitted(true, alone) : Entry.Admitted.ORDINARY;
    }

    /** Leaves without a call. */
    public synchronized void leave(Entry.Admitted entry) {
        pace.release();
        finish(entry);
    }

    /** Takes a permit for a second call of one that was let through, which makes the next ones wait. */
    public synchronized void enterAgain() {
        pace.charge();
    }

    /** Returns whether the refusals in a row so far are of one kind, so that one more of it needs no second call. */
    public synchronized boolean hasSeen(boolean unknown) {
        return refusalDetector.haveSeen(unknown);
    }

    /**
     * Reports what a call showed.
     *
     * @param everAccepted whether GitHub had ever accepted a record before the call
     * @return whether that opened the gate
     */
    public synchronized boolean report(Entry.Admitted entry, CallResult result, boolean everAccepted) {
        boolean wasShut = state.isShut();
        finish(entry);
        count(result);
        if (result instanceof Limited limited) {
            limit(limited);
        } else if (!state.isShutFor(GateReason.RATE_LIMIT)) {
            // Nothing but its instant ends a rate limit, whatever comes of calls that were under way.
            follow(entry, result, everAccepted);
        }
        return wasShut && !state.isShut();
    }

    private void count(CallResult result) {
        if (result instanceof Faulted faulted) {
            faulty.add(faulted.subject());
        } else {
            faulty.clear();
        }
        switch (result) {
            case Refused refused -> refusalDetector.add(refused);
            case Accepted _ -> refusalDetector.clear();
            case Judged _, Faulted _, NoCredential _, Limited _ -> {}
        }
    }

    private void follow(Entry.Admitted entry, CallResult result, boolean everAccepted) {
        // Calls that were under way when the credential was refused say nothing of it.
        boolean saysNothing = state.isShutFor(GateReason.BAD_CREDENTIAL) && !entry.probe();
        switch (result) {
            case NoCredential none
            when !saysNothing -> state.shutForProbe(GateReason.BAD_CREDENTIAL, none.detail(), entry.probe());
            case Faulted fault
            when entry.probe() || (!state.isShut() && faulty.areAnOutage()) ->
                state.shutForProbe(GateReason.OUTAGE, fault.detail(), entry.probe());
            case Refused refused when state.isShutFor(GateReason.FORBIDDEN) -> stayForbidden(entry, refused.detail());
            case Judged _
            when state.isShutFor(GateReason.FORBIDDEN) ->
                stayForbidden(entry, state.shut().map(ShutGate::detail).orElse(""));
            case Accepted _, Judged _ when !saysNothing -> state.open();
            case Refused refused
            when !saysNothing -> {
                state.open();
                if (refusalDetector.areAboutAll(everAccepted)) {
                    state.shutForProbe(GateReason.FORBIDDEN, refused.detail(), false);
                }
            }
            case CallResult _ -> {}
        }
    }

    private void stayForbidden(Entry.Admitted entry, String detail) {
        if (entry.probe()) {
            state.shutForProbe(GateReason.FORBIDDEN, detail, true);
        }
    }

    /** Returns how it is shut, but for a pause; empty if it is open. */
    public synchronized Optional<ShutGate> state() {
        return state.shut();
    }

    /** Returns whether an operator paused it, as the file has it now. */
    public boolean isPaused() {
        return store.pause().isPresent();
    }

    /** Returns whether it is shut for that reason; several may hold at once. */
    public boolean isShut(GateReason reason) {
        return reason == GateReason.PAUSED
                ? isPaused()
                : state().filter(known -> known.reason() == reason).isPresent();
    }

    private Entry.Refused closed(Instant until) {
        return new Entry.Refused(state.wall(until));
    }

    private void finish(Entry.Admitted entry) {
        if (entry.probe()) {
            probing = false;
        }
    }

    private void limit(Limited limited) {
        Instant until = state.steadily(limited.until());
        if (!state.isShut() || until.isAfter(state.until())) {
            state.shut(GateReason.RATE_LIMIT, limited.detail(), until, 0);
        }
    }
}
