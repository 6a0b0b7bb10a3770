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
 * A log of repeated faults: each is logged once when it begins, and a single line reports when all have ended. A known fault,
 * such as a full volume, is a warning with advice; any other is an error with its stack trace. Safe for many threads.
 */
public final class FaultLog {
    /** The most distinct faults logged until all end; a message that varies must not fill the log. */
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
     * Creates a log of one kind of work.
     *
     * @param log the logger
     * @param begins the message when a fault begins
     * @param ends the message when all faults have ended
     * @param clock measures how long they lasted
     * @param quiet the time without a failure after which a success ends all faults; longer than a turn if several threads do
     *     the same work
     */
    public FaultLog(Logger log, String begins, String ends, InstantSource clock, Duration quiet) {
        this.log = log;
        this.begins = begins;
        this.ends = ends;
        this.clock = clock;
        this.quiet = quiet;
    }

    /** Records a failure of the work; logs it if it is new. */
    public synchronized void failed(Exception fault) {
        last = clock.instant();
        failures++;
        if (since == null) {
            since = last;
        }
        String message = OutboxException.rootMessage(fault);
        // A different number in the message, such as a row's id, does not make it a different fault.
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

    /** Records a success of the work; logs the end of all faults if there were any. */
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
