package io.deptracker.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each loop turned last: a loop that stands still is not alive, whatever its thread says. Safe for many threads. */
public final class Heartbeats {
    private final InstantSource clock;
    private final Duration tooLong;
    private final Map<String, Instant> lastBeats = new ConcurrentHashMap<>();

    /**
     * @param clock tells when a loop turned
     * @param tooLong longer than any turn may take: a call's deadline, a wait for the disk
     */
    public Heartbeats(InstantSource clock, Duration tooLong) {
        this.clock = clock;
        this.tooLong = tooLong;
    }

    /** What a loop of that name calls whenever it turns; until the first call it counts as turning. */
    public Runnable of(String loop) {
        return () -> lastBeats.put(loop, clock.instant());
    }

    /** The loops that have not turned for too long. */
    List<String> stalled() {
        Instant now = clock.instant();
        return lastBeats.entrySet().stream()
                .filter(beat -> Duration.between(beat.getValue(), now).compareTo(tooLong) > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
