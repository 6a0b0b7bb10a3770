package io.deptracker.outbox.file;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A log of faults that repeat: each is logged once when it begins, and once when all have ended. A known one, such as a full
 * volume, is a warning with advice; any other is an error with its stack trace. Safe for many threads.
 */
public final class FaultLog {
    /** Different faults that are logged before an end; a message that varies must not fill the log. */
    private static final int MOST_KINDS = 10;

    private final Logger log;
    private final String begins;
    private final String ends;
    private final InstantSource clock;
    private final Duration quiet;
    private final Set<String> logged = new HashSet<>();
    private @Nullable Instant since;
    private Instant last = Instant.MIN;
    private int failures;

    /**
     * @param log where to
     * @param begins the event of a fault
     * @param ends the event of the end of all
     * @param clock tells how long it lasted
     * @param quiet how long nothing fails before a success is the end; more than a turn if several threads do the same work
     */
    public FaultLog(Logger log, String begins, String ends, InstantSource clock, Duration quiet) {
        this.log = log;
        this.begins = begins;
        this.ends = ends;
        this.clock = clock;
        this.quiet = quiet;
    }

    /** Notes that the work failed. */
    public synchronized void failed(Exception fault) {
        last = clock.instant();
        failures++;
        if (since == null) {
            since = last;
        }
        String message = OutboxException.rootMessage(fault);
        // A number in it, such as a row's, does not make it another fault.
        boolean isNew = logged.size() < MOST_KINDS && logged.add(message.replaceAll("\\d+", "#"));
        if (!isNew) {
            return;
        }
        Optional<String> advice = SqliteFault.of(fault).flatMap(SqliteFault::advice);
        if (advice.isPresent()) {
            log.atWarn()
                    .addKeyValue("error", message)
                    .addKeyValue("advice", advice.get())
                    .log(begins);
        } else {
            log.atError().setCause(fault).log(begins);
        }
    }

    /** Notes that the work succeeded. */
    public synchronized void succeeded() {
        Instant begin = since;
        Instant now = clock.instant();
        if (begin == null || Duration.between(last, now).abs().compareTo(quiet) < 0) {
            return;
        }
        log.atInfo()
                .addKeyValue("since", begin)
                .addKeyValue("lasted", Duration.between(begin, now))
                .addKeyValue("failures", failures)
                .log(ends);
        since = null;
        failures = 0;
        logged.clear();
    }
}
