package io.deptracker.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A rate limiter of calls: a token bucket, filled at a steady rate, plus a limit for any minute. Safe for many threads.
 *
 * <p>GitHub's secondary limit allows 180 POSTs in any minute; staying below it is cheaper than being limited. The
 * bucket alone would admit its burst in addition to the calls of a whole minute.
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
     * @param clock the time by which permits are added; cannot be set back
     * @param perSecond permits added a second, over 0
     * @param burst how many permits can accumulate, at least 1
     * @param inFlight how many calls may be in flight; each may need a second one that takes no permit first
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

    /** Takes a permit even if there is none, for the second call of an admitted worker. */
    public synchronized void charge() {
        Instant now = clock.instant();
        fullAt = (fullAt.isAfter(now) ? fullAt : now).plus(interval);
        lastMinute.addLast(now);
    }

    /** Releases a permit that was not used. */
    public synchronized void release() {
        fullAt = fullAt.minus(interval);
        lastMinute.pollLast();
    }
}
