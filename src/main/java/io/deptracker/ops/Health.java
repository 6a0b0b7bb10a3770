package io.deptracker.ops;

import io.deptracker.cluster.Informers;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tracker's health, in words: an empty list means that it is well. Safe for many threads. */
public final class Health implements Probes {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /** A broken watch recovers by itself; it is reported only if that takes long. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** Certificates that are replaced on both sides may not match for a moment. */
    private static final Duration UNTRUSTED_GRACE = Duration.ofMinutes(3);

    private final Informers informers;
    private final OutboxFile outbox;
    private final Heartbeats heartbeats;
    private final InstantSource clock;
    private final GateStore gate;
    private final Lasting notWatching = new Lasting();
    private final Lasting untrusted = new Lasting();

    /** A timer of a condition. */
    private static final class Lasting {
        private @Nullable Instant since;

        /** Records whether the condition holds now; returns for how long it has held. */
        synchronized Duration lasts(boolean now, Instant at) {
            if (!now) {
                since = null;
                return Duration.ZERO;
            }
            Instant begin = since == null ? at : since;
            since = begin;
            return Duration.between(begin, at);
        }
    }

    public Health(Informers informers, OutboxFile outbox, Heartbeats heartbeats, InstantSource clock) {
        this.informers = informers;
        this.outbox = outbox;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.gate = new GateStore(outbox);
    }

    @Override
    public List<String> notAlive() {
        var why = new ArrayList<String>();
        // SQLite keeps writing to a file that was removed, and every row written to it is lost when the process ends.
        outbox.displaced().ifPresent(fault -> why.add(fault + "; a restart opens the present file"));
        heartbeats.stalled().forEach(loop -> why.add("the loop '" + loop + "' is stalled"));
        outbox.writeFault()
                .filter(OutboxFile.WriteFault::corrupt)
                .ifPresent(fault -> why.add("the outbox is corrupt; a restart moves it aside: " + fault.what()));
        informers.ended().forEach(resource -> why.add("the watch of " + resource + " has ended"));
        Optional<String> distrust = informers.untrusted();
        if (untrusted.lasts(distrust.isPresent(), clock.instant()).compareTo(UNTRUSTED_GRACE) > 0) {
            why.add("no trusted connection to the API server; a restart reads the certificates again: "
                    + distrust.orElseThrow());
        }
        return why;
    }

    @Override
    public List<String> notReady() {
        var why = new ArrayList<String>();
        if (!informers.hasSynced()) {
            List<String> listing = informers.listing();
            why.addAll(listing.isEmpty() ? List.of("the cluster has not been listed yet") : listing);
        }
        List<String> broken = informers.notWatching();
        if (notWatching.lasts(!broken.isEmpty(), clock.instant()).compareTo(GRACE) > 0) {
            why.add("not watching " + String.join(", ", broken));
        }
        try {
            outbox.ping();
        } catch (OutboxException unreadable) {
            why.add(String.valueOf(unreadable.getMessage()));
        }
        outbox.writeFault()
                .ifPresent(fault ->
                        why.add("the outbox cannot be written since %s: %s".formatted(fault.since(), fault.what())));
        return why;
    }

    /** {@inheritDoc} A shut gate is one of them: a controller that is not ready could not be updated. */
    @Override
    public List<String> remarks() {
        var remarks = new ArrayList<>(informers.unreadable().stream()
                .map(resource -> "unreadable: " + resource + " (list and watch are refused; retried every few minutes)")
                .toList());
        try {
            gate.pause()
                    .ifPresent(pause -> remarks.add(line(
                            "gate shut (paused) since %s, until the command resume".formatted(pause.since()),
                            pause.reason())));
            gate.read(clock.instant())
                    .ifPresent(shut -> remarks.add(line(
                            "gate shut (%s) since %s, next call not before %s"
                                    .formatted(shut.reason(), shut.since(), shut.until()),
                            shut.detail())));
        } catch (OutboxException unreadable) {
            LOG.atDebug().setCause(unreadable).log("cannot read the gate's state; the page names the file's fault");
        }
        return remarks;
    }

    /** Appends a detail, which may be empty or have several lines. */
    private static String line(String remark, String detail) {
        return detail.isBlank() ? remark : remark + ": " + detail.strip().replaceAll("\\s+", " ");
    }
}
