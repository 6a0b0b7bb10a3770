package io.deptracker.outbox.control;

import java.util.Locale;

/** The reason why the gate is shut. Its text is the value of the column {@code gate.reason} and of labels. */
public enum GateReason {
    /** GitHub reports a rate limit. */
    RATE_LIMIT,
    /** GitHub rejects the credential, or none is available. */
    BAD_CREDENTIAL,
    /** GitHub rejects all records because of the organization, a permission or the caller's address. */
    FORBIDDEN,
    /** GitHub is unreachable or returns server errors. */
    OUTAGE,
    /** An operator paused delivery. Stored separately, since another reason may apply at the same time. */
    PAUSED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /**
     * Returns the reason with that text.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static GateReason of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Returns the reason as stored in the file. */
    @Override
    public String toString() {
        return text;
    }
}
