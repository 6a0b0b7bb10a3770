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
 * A circuit breaker in front of GitHub, shared by all workers. A rate limit, a rejected credential, a missing
 * permission or an outage concerns all records: it closes the gate for all of them and charges none an attempt. An
 * operator's pause is independent of these. Reason and instant are stored, so they survive a restart. Safe for many
 * threads.
 *
 * <p>The table shows how the result of a call changes the state. A call that is no probe was in flight when the gate
 * shut; an empty cell means no change.
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
 *
 * <h2>Design</h2>
 *
 * <p><b>One probe at a time.</b> While the gate is shut, one call at a time finds out whether it may open. It carries one
 * record, since what fails for all should cost little; after nothing but unknown artifacts it carries more, since a known one
 * may be among them.
 *
 * <p><b>Two clocks.</b> Waits are measured by a clock that cannot be set. Stored instants are those of the wall clock, limited
 * when they are read, so a clock that was set does not keep the gate shut.
 *
 * <p><b>No call within the lock.</b> A caller enters, makes its call, and reports the result. Calls that were in flight when
 * the gate shut report late; the table shows which of their results count.
 */
public final class Gate {
    /** How soon the end of a pause is noticed, which another process writes to the file. */
    private static final Duration PAUSED_FOR = Duration.ofSeconds(1);

    /** The gate's decision about a worker's call. */
    public sealed interface Entry {
        /**
         * The worker may make a call.
         *
         * @param probe whether this is the one call that finds out if the gate can open
         * @param alone whether the call may carry one record only
         */
        record Admitted(boolean probe, boolean alone) implements Entry {
            /** A call through an open gate. */
            public static final Admitted ORDINARY = new Admitted(false, false);
        }

        /** The worker may make no call before that instant. */
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
     * Creates the gate from its stored state.
     *
     * @param store persists the state
     * @param pace limits the rate of calls while the gate is open, by the steady clock
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

    /** Requests admission of a call. An admitted caller must call {@link #report} or {@link #leave}. */
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
            // The probe's result opens the gate or extends its closure; until then the others wait.
            return closed(now.plus(ProbeSchedule.FIRST));
        }
        Optional<Instant> nextPermit = pace.take();
        if (nextPermit.isPresent()) {
            return closed(nextPermit.get());
        }
        probing = state.isShut();
        // If only unknown artifacts were refused, the next ones may be known: calls carry more than one of them.
        boolean alone = !(state.isShutFor(GateReason.FORBIDDEN) && refusalDetector.areUnknownOnly());
        return probing ? new Entry.Admitted(true, alone) : Entry.Admitted.ORDINARY;
    }

    /** Withdraws an admitted call that is not made. */
    public synchronized void leave(Entry.Admitted entry) {
        pace.release();
        finish(entry);
    }

    /** Takes a permit for the second call of an admitted worker, which delays the next calls. */
    public synchronized void enterAgain() {
        pace.charge();
    }

    /** Returns whether the refusals in a row so far are of one kind, so that one more of it needs no second call. */
    public synchronized boolean hasSeen(boolean unknown) {
        return refusalDetector.haveSeen(unknown);
    }

    /**
     * Reports the result of a call.
     *
     * @param everAccepted whether GitHub had ever accepted a record before the call
     * @return whether the result opened the gate
     */
    public synchronized boolean report(Entry.Admitted entry, CallResult result, boolean everAccepted) {
        boolean wasShut = state.isShut();
        finish(entry);
        count(result);
        if (result instanceof Limited limited) {
            limit(limited);
        } else if (!state.isShutFor(GateReason.RATE_LIMIT)) {
            // Only its instant ends a rate limit, not the result of a call that was in flight.
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
        // Calls that were in flight when the credential was refused prove nothing about it.
        boolean provesNothing = state.isShutFor(GateReason.BAD_CREDENTIAL) && !entry.probe();
        switch (result) {
            case NoCredential none
            when !provesNothing -> state.shutForProbe(GateReason.BAD_CREDENTIAL, none.detail(), entry.probe());
            case Faulted fault
            when entry.probe() || (!state.isShut() && faulty.areAnOutage()) ->
                state.shutForProbe(GateReason.OUTAGE, fault.detail(), entry.probe());
            case Refused refused when state.isShutFor(GateReason.FORBIDDEN) -> stayForbidden(entry, refused.detail());
            case Judged _
            when state.isShutFor(GateReason.FORBIDDEN) ->
                stayForbidden(entry, state.shut().map(ShutGate::detail).orElse(""));
            case Accepted _, Judged _ when !provesNothing -> state.open();
            case Refused refused
            when !provesNothing -> {
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

    /** Returns why the gate is shut, apart from a pause; empty if it is open. */
    public synchronized Optional<ShutGate> state() {
        return state.shut();
    }

    /** Returns whether an operator paused deliveries, by the file's present content. */
    public boolean isPaused() {
        return store.pause().isPresent();
    }

    /** Returns whether the gate is shut for that reason; several may hold at once. */
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
