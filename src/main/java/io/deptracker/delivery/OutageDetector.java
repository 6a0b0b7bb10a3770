package io.deptracker.delivery;

import java.util.HashSet;
import java.util.Set;

/** A detector of outages: several passing faults in a row. Used under the gate's lock. */
final class OutageDetector {
    /** How many different records must fail in a row for an outage; if fewer records are due, more calls must fail. */
    private static final int RECORDS_OF_AN_OUTAGE = 3;

    private static final int CALLS_OF_AN_OUTAGE = 5;

    private final Set<String> subjects = new HashSet<>();
    private int calls;

    /** Counts a fault by the subject of the call's first record. */
    void add(String subject) {
        calls++;
        subjects.add(subject);
    }

    /** Clears the count after a call that passed. */
    void clear() {
        subjects.clear();
        calls = 0;
    }

    boolean areAnOutage() {
        return subjects.size() >= RECORDS_OF_AN_OUTAGE || calls >= CALLS_OF_AN_OUTAGE;
    }
}
