package io.deptracker.delivery;

import io.deptracker.outbox.GateStore;
import io.deptracker.outbox.GateStore.Pause;
import io.deptracker.outbox.GateStore.Shut;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door before GitHub. It is shut for every record by what is no record's fault: a rate limit, a bad credential, an
 * outage. Its instant and reason are stored, so a restart finds it as it was. Safe for many threads.
 *
 * <p>A rate limit ends with its instant. A bad credential or an outage ends when a probe gets a proper answer: one call at
 * a time, in growing distances.
 */
public final class Gate {
    /** GitHub asks for slower calls. */
    public static final String RATE_LIMIT = "rate_limit";
    /** GitHub refuses the credential, or there is none. */
    public static final String BAD_CREDENTIAL = "bad_credential";
    /** GitHub does not answer properly. */
    public static final String OUTAGE = "outage";

    /** GitHub accepts the credential, and refuses every record. */
    public static final String FORBIDDEN = "forbidden";

    /** An operator said so; apart from the others, which may go on meanwhile. */
    public static final String PAUSED = "paused";

    /** Every reason there is. */
    public static final Set<String> REASONS = Set.of(RATE_LIMIT, BAD_CREDENTIAL, OUTAGE, FORBIDDEN, PAUSED);

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Backoff PROBES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** How soon it is seen that an operator lets go again: that is said in the file, and nobody tells. */
    private static final Duration PAUSED_FOR = Duration.ofSeconds(1);

    /** What a worker finds at the gate. */
    public sealed interface Entry {
        /**
         * It may make a call.
         *
         * @param probe whether this is the one call that finds out if the gate may open
         */
        record Open(boolean probe) implements Entry {}

        /** It may not, before that instant. */
        record Closed(Instant until) implements Entry {}
    }

    private final GateStore store;
    private final Pace pace;
    private final InstantSource clock;
    private @Nullable Shut shut;
    /** When its instant was set: a clock that shows an earlier time was set back since. */
    private Instant shutAt;

    private boolean probing;
    private boolean pauseSaid;
    private final FaultyCalls faulty = new FaultyCalls();

    /**
     * The gate as it was stored.
     *
     * @param store keeps it
     * @param pace lets calls through one by one while it is open
     * @param clock tells when it may open
     */
    public Gate(GateStore store, Pace pace, InstantSource clock) {
        this.store = store;
        this.pace = pace;
        this.clock = clock;
        this.shut = store.read().orElse(null);
        this.shutAt = shut == null ? Instant.MIN : shut.since();
    }

    /** Asks to make a call. One that was let through reports what came of it, or leaves. */
    public synchronized Entry enter() {
        Instant now = clock.instant();
        if (isPausedNow()) {
            return new Entry.Closed(now.plus(PAUSED_FOR));
        }
        keepItsLength(now);
        Shut state = shut;
        if (state != null && now.isBefore(state.until())) {
            return new Entry.Closed(state.until());
        }
        if (isLimited()) {
            open();
            state = null;
        }
        if (state != null && probing) {
            // Whoever probes will say; this is only how long to wait for a word.
            return new Entry.Closed(now.plus(PROBES.base()));
        }
        Optional<Instant> nextPermit = pace.take();
        if (nextPermit.isPresent()) {
            return new Entry.Closed(nextPermit.get());
        }
        probing = state != null;
        return new Entry.Open(probing);
    }

    /** Leaves without a call. */
    public synchronized void leave(Entry.Open entry) {
        pace.giveBack();
        finish(entry);
    }

    /** GitHub answered properly, whatever the answer was. */
    public synchronized void answered(Entry.Open entry) {
        finish(entry);
        faulty.clear();
        if (entry.probe() ? !isLimited() : isShutFor(OUTAGE)) {
            open();
        }
    }

    /**
     * A call met a passing fault.
     *
     * @param row the first of the rows that it carried
     * @return whether it may be charged to its rows, since others pass
     */
    public synchronized boolean faulted(Entry.Open entry, long row, String detail) {
        finish(entry);
        boolean othersPass = faulty.isEmpty() && shut == null;
        faulty.add(row);
        if (entry.probe() ? !isLimited() : faulty.areAnOutage() && shut == null) {
            shutForProbes(entry, OUTAGE, detail);
        }
        return othersPass;
    }

    /** The credential was refused, or there is none. */
    public synchronized void badCredential(Entry.Open entry, String detail) {
        finish(entry);
        // Calls that were under way when it shut say nothing new.
        if (!isLimited() && (entry.probe() || !isShutFor(BAD_CREDENTIAL))) {
            shutForProbes(entry, BAD_CREDENTIAL, detail);
        }
    }

    /** GitHub asked to wait. The instant only ever moves later. */
    public synchronized void rateLimited(Entry.Open entry, Instant until, String detail) {
        finish(entry);
        if (shut == null || until.isAfter(shut.until())) {
            shut(new Shut(RATE_LIMIT, detail, since(RATE_LIMIT), until, 0));
        }
    }

    /** How it is shut, but for a pause; empty where it is not. */
    public synchronized Optional<Shut> state() {
        return Optional.ofNullable(shut);
    }

    /** Whether an operator paused it, as the file says now. */
    public boolean isPaused() {
        return store.pause().isPresent();
    }

    /** Whether it is shut for that reason; several may hold at once. */
    public boolean isShut(String reason) {
        return reason.equals(PAUSED)
                ? isPaused()
                : state().filter(known -> known.reason().equals(reason)).isPresent();
    }

    private boolean isPausedNow() {
        Optional<Pause> pause = store.pause();
        if (pause.isPresent() != pauseSaid) {
            pauseSaid = pause.isPresent();
            pause.ifPresentOrElse(
                    begun -> LOG.atWarn()
                            .addKeyValue("reason", begun.reason())
                            .addKeyValue("since", begun.since())
                            .log("paused by an operator: nothing goes out, nothing is lost"),
                    () -> LOG.info("resumed by an operator"));
        }
        return pauseSaid;
    }

    /** Where the clock was set back, it is not shut for longer than it was to be. */
    private void keepItsLength(Instant now) {
        Shut state = shut;
        if (state == null) {
            return;
        }
        Instant until = now.isBefore(shutAt) ? now.plus(Duration.between(shutAt, state.until())) : state.until();
        Instant nextProbe = now.plus(PROBES.cap());
        if (!isLimited() && until.isAfter(nextProbe)) {
            until = nextProbe;
        }
        if (until.isBefore(state.until())) {
            Instant since = state.since().isAfter(now) ? now : state.since();
            shut(new Shut(state.reason(), state.detail(), since, until, state.faults()));
        }
    }

    private void finish(Entry.Open entry) {
        if (entry.probe()) {
            probing = false;
        }
    }

    private void shutForProbes(Entry.Open entry, String reason, String detail) {
        int faults = entry.probe() && shut != null && isShutFor(reason) ? shut.faults() + 1 : 0;
        Instant until = clock.instant().plus(PROBES.after(faults));
        shut(new Shut(reason, detail, since(reason), until, faults));
    }

    private Instant since(String reason) {
        return shut != null && isShutFor(reason) ? shut.since() : clock.instant();
    }

    /** Nothing but its instant ends a rate limit, whatever comes of calls that were under way. */
    private boolean isLimited() {
        return isShutFor(RATE_LIMIT);
    }

    private boolean isShutFor(String reason) {
        return shut != null && shut.reason().equals(reason);
    }

    private void shut(Shut next) {
        boolean news = !isShutFor(next.reason());
        shut = next;
        shutAt = clock.instant();
        store.shut(next);
        if (news) {
            LOG.atWarn()
                    .addKeyValue("reason", next.reason())
                    .addKeyValue("until", next.until())
                    .addKeyValue("detail", next.detail())
                    .log("gate shut: nothing goes out, nothing is lost");
        }
    }

    private void open() {
        if (shut != null) {
            LOG.atInfo()
                    .addKeyValue("reason", shut.reason())
                    .addKeyValue("since", shut.since())
                    .log("gate open");
            shut = null;
            store.open();
        }
    }
}
