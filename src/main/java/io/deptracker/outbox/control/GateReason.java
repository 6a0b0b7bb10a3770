package io.deptracker.outbox.control;

import java.util.Locale;

/** Why the gate is shut. Its text is the value of the column {@code gate.reason}, and of labels. */
public enum GateReason {
    /** GitHub asks for slower calls. */
    RATE_LIMIT,
    /** GitHub rejects the credential, or there is none. */
    BAD_CREDENTIAL,
    /** GitHub refuses all records: the organization, the permission, or the caller's address. */
    FORBIDDEN,
    /** GitHub does not answer properly. */
    OUTAGE,
    /** An operator's pause. It is stored apart from the others, any of which may hold as well. */
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

    /** Returns the reason as the file has it. */
    @Override
    public String toString() {
        return text;
    }
}
