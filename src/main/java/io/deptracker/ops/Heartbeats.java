package io.deptracker.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each loop turned last: a loop that stands still is not alive, whatever its thread says. Safe for many threads. */
public final class Heartbeats {
    /** Longer than any turn may take: a call's deadline, a wait for the disk. */
    private static final Duration TOO_LONG = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Map<String, Instant> lastBeats = new ConcurrentHashMap<>();

    public Heartbeats(InstantSource clock) {
        this.clock = clock;
    }

    /** What a loop of that name calls whenever it turns; until the first call it counts as turning. */
    public Runnable of(String loop) {
        return () -> lastBeats.put(loop, clock.instant());
    }

    /** The loops that have not turned for too long. */
    List<String> standing() {
        Instant now = clock.instant();
        return lastBeats.entrySet().stream()
                .filter(beat -> Duration.between(beat.getValue(), now).compareTo(TOO_LONG) > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
