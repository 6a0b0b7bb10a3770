package io.deptracker.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A watchdog of the loops by their last turn: a stalled loop is not alive, even if its thread is. Safe for many
 * threads.
 */
public final class Heartbeats {
    private final InstantSource clock;
    private final Duration tooLong;
    private final Map<String, Instant> lastBeats = new ConcurrentHashMap<>();

    /**
     * @param clock the time by which turns are measured
     * @param tooLong longer than any turn may take: a call's deadline, a wait for the disk
     */
    public Heartbeats(InstantSource clock, Duration tooLong) {
        this.clock = clock;
        this.tooLong = tooLong;
    }

    /** Returns the heartbeat that a loop calls on every turn. Until the first call the loop counts as alive. */
    public Runnable of(String loop) {
        return () -> lastBeats.put(loop, clock.instant());
    }

    /** Returns the loops that have not turned for too long. */
    List<String> stalled() {
        Instant now = clock.instant();
        return lastBeats.entrySet().stream()
                .filter(beat -> Duration.between(beat.getValue(), now).compareTo(tooLong) > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
