package io.deptracker.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How fast calls may go out: a bucket of permits, filled at a steady rate. Safe for many threads.
 *
 * <p>GitHub's secondary limit allows 180 POSTs a minute; keeping under it is cheaper than being told.
 */
public final class Pace {
    private final InstantSource clock;
    private final Duration interval;
    private final int burst;
    private Instant fullAt;

    /**
     * @param clock tells when permits come
     * @param perSecond permits a second, over 0
     * @param burst how many may be saved up, at least 1
     */
    public Pace(InstantSource clock, double perSecond, int burst) {
        this.clock = clock;
        this.interval = Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond)));
        this.burst = burst;
        this.fullAt = clock.instant();
    }

    /** Takes a permit; where there is none, gives the instant at which there will be one. */
    public synchronized Optional<Instant> take() {
        Instant now = clock.instant();
        Instant from = fullAt.isAfter(now) ? fullAt : now;
        Instant next = from.plus(interval);
        Instant emptyAt = now.plus(interval.multipliedBy(burst));
        if (next.isAfter(emptyAt)) {
            Instant due = next.minus(interval.multipliedBy(burst));
            // A clock that was set back must not make anyone wait for longer than an empty bucket takes.
            return due.isAfter(now.plus(interval)) ? reset(now) : Optional.of(due);
        }
        fullAt = next;
        return Optional.empty();
    }

    /** Gives back a permit that was not used. */
    public synchronized void giveBack() {
        fullAt = fullAt.minus(interval);
    }

    private Optional<Instant> reset(Instant now) {
        fullAt = now.plus(interval);
        return Optional.empty();
    }
}
