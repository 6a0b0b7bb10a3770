package io.deptracker.delivery;

import java.util.HashSet;
import java.util.Set;

/** Calls in a row that met passing faults: so many of them are an outage. Used under the gate's lock. */
final class OutageDetector {
    /** So many different records in a row that meet faults are an outage, and so are more calls for fewer records. */
    private static final int RECORDS_OF_AN_OUTAGE = 3;

    private static final int CALLS_OF_AN_OUTAGE = 5;

    private final Set<String> subjects = new HashSet<>();
    private int calls;

    /** Notes one more, by what the first of its records is about. */
    void add(String subject) {
        calls++;
        subjects.add(subject);
    }

    /** A call passed. */
    void clear() {
        subjects.clear();
        calls = 0;
    }

    boolean areAnOutage() {
        return subjects.size() >= RECORDS_OF_AN_OUTAGE || calls >= CALLS_OF_AN_OUTAGE;
    }
}
