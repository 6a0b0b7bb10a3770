package io.deptracker.delivery;

import io.deptracker.outbox.control.GateReason;
import java.time.Duration;
import java.util.Optional;

/** The times at which a shut gate is probed: by one call, which finds out whether it can open. */
final class ProbeSchedule {
    /** The first wait, which doubles from probe to probe. */
    static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Backoff CREDENTIAL = new Backoff(FIRST, LONGEST);

    /** Most outages are short: records should not wait longer for the next probe than the outage lasted. */
    private static final Backoff OUTAGE = new Backoff(FIRST, Duration.ofSeconds(30));

    private static final Duration OUTAGE_IS_LONG = Duration.ofHours(1);
    private static final Duration LONG_OUTAGE = Duration.ofMinutes(2);

    private ProbeSchedule() {}

    /**
     * Returns how long to wait until the next probe.
     *
     * @param faults how many probes have failed in a row
     * @param lasts how long the gate has been shut for this reason
     */
    static Duration next(GateReason reason, int faults, Duration lasts) {
        return switch (reason) {
            case BAD_CREDENTIAL -> CREDENTIAL.after(faults);
            case OUTAGE -> lasts.compareTo(OUTAGE_IS_LONG) < 0 ? OUTAGE.after(faults) : LONG_OUTAGE;
            case FORBIDDEN, RATE_LIMIT, PAUSED -> LONGEST;
        };
    }

    /** Returns the longest possible wait for that reason; empty if GitHub states it. */
    static Optional<Duration> longest(GateReason reason) {
        return reason == GateReason.RATE_LIMIT ? Optional.empty() : Optional.of(LONGEST);
    }

    /** Returns the advice to an operator, as the end of a log line. */
    static String advice(GateReason reason) {
        return switch (reason) {
            case BAD_CREDENTIAL -> "; replace the token or the App's key, which is read again without a restart";
            case FORBIDDEN ->
                "; check ORG, the permission 'Artifact metadata: write', the organization's IP allow list and single sign-on";
            case OUTAGE -> "; check the network, the proxy and GitHub's status";
            case RATE_LIMIT, PAUSED -> "";
        };
    }
}
