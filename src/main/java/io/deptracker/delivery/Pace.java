package io.deptracker.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How fast calls may go out: a bucket of permits, filled at a steady rate, and a limit for any minute. Safe for many threads.
 *
 * <p>GitHub's secondary limit allows 180 POSTs in any minute; staying below it is cheaper than being limited. The bucket alone
 * would let its burst through beside the calls of a whole minute.
 */
public final class Pace {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Duration interval;
    private final int burst;
    private final int aMinute;
    private final Deque<Instant> lastMinute = new ArrayDeque<>();
    private Instant fullAt;

    /**
     * @param clock tells when permits come; cannot be set back
     * @param perSecond permits a second, over 0
     * @param burst how many may be saved up, at least 1
     * @param inFlight how many calls may be in flight, each of which may need a second one that is not asked for
     */
    public Pace(InstantSource clock, double perSecond, int burst, int inFlight) {
        this.clock = clock;
        this.interval = Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond)));
        this.burst = burst;
        this.aMinute = (int) Math.max(1, Math.min(Integer.MAX_VALUE, perSecond * MINUTE.toSeconds()) - inFlight);
        this.fullAt = clock.instant();
    }

    /** Takes a permit; if there is none, returns the instant at which there will be one. */
    public synchronized Optional<Instant> take() {
        Instant now = clock.instant();
        while (!lastMinute.isEmpty() && !lastMinute.getFirst().plus(MINUTE).isAfter(now)) {
            lastMinute.removeFirst();
        }
        if (lastMinute.size() >= aMinute) {
            return Optional.of(lastMinute.getFirst().plus(MINUTE));
        }
        Instant next = (fullAt.isAfter(now) ? fullAt : now).plus(interval);
        Instant emptyAt = now.plus(interval.multipliedBy(burst));
        if (next.isAfter(emptyAt)) {
            return Optional.of(next.minus(interval.multipliedBy(burst)));
        }
        fullAt = next;
        lastMinute.addLast(now);
        return Optional.empty();
    }

    /** Takes a permit whether there is one or not, for a call that belongs to one that was let through. */
    public synchronized void charge() {
        Instant now = clock.instant();
        fullAt = (fullAt.isAfter(now) ? fullAt : now).plus(interval);
        lastMinute.addLast(now);
    }

    /** Gives back a permit that was not used. */
    public synchronized void release() {
        fullAt = fullAt.minus(interval);
        lastMinute.pollLast();
    }
}
