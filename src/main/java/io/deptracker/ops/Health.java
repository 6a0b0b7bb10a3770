package io.deptracker.ops;

import io.deptracker.cluster.Informers;
import io.deptracker.outbox.OutboxException;
import io.deptracker.outbox.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the tracker is well, in words: an empty list says that it is. Safe for many threads. */
public final class Health {
    /** A watch that breaks comes back by itself; only when that takes long it is worth saying. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Informers informers;
    private final OutboxFile outbox;
    private final Heartbeats heartbeats;
    private final InstantSource clock;
    private @Nullable Instant notWatchingSince;

    public Health(Informers informers, OutboxFile outbox, Heartbeats heartbeats, InstantSource clock) {
        this.informers = informers;
        this.outbox = outbox;
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    /** Why it is not alive: what only a restart can mend. */
    List<String> notAlive() {
        var why = new ArrayList<String>();
        heartbeats.standing().forEach(loop -> why.add("the loop '" + loop + "' stands still"));
        outbox.writeFault()
                .filter(OutboxFile.WriteFault::damaged)
                .ifPresent(fault -> why.add("the outbox is torn, a restart sets it aside: " + fault.what()));
        informers.ended().forEach(resource -> why.add("the watch of " + resource + " has ended"));
        return why;
    }

    /** Why it is not ready: what passes, or what others must mend. */
    List<String> notReady() {
        var why = new ArrayList<String>();
        if (!informers.hasSynced()) {
            why.add("the cluster has not been listed yet");
        }
        List<String> broken = informers.notWatching();
        if (brokenFor(!broken.isEmpty()).compareTo(GRACE) > 0) {
            why.add("not watching " + String.join(", ", broken));
        }
        try {
            outbox.ping();
        } catch (OutboxException unreadable) {
            why.add(String.valueOf(unreadable.getMessage()));
        }
        outbox.writeFault()
                .ifPresent(fault ->
                        why.add("the outbox can't be written since %s: %s".formatted(fault.since(), fault.what())));
        return why;
    }

    private synchronized Duration brokenFor(boolean broken) {
        Instant now = clock.instant();
        if (!broken) {
            notWatchingSince = null;
            return Duration.ZERO;
        }
        Instant since = notWatchingSince;
        if (since == null) {
            since = now;
            notWatchingSince = now;
        }
        return Duration.between(since, now);
    }
}
