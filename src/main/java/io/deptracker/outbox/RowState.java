package io.deptracker.outbox;

import java.util.Locale;

/** The state of an outbox row. Its text is the value of the column {@code state} and of labels and options. */
public enum RowState {
    /** Waits until it is due. */
    PENDING,
    /** Is in flight: a worker holds its lease. */
    LEASED,
    /** GitHub stored its record. */
    DELIVERED,
    /** A newer row of its deployment replaced it, or an operator discarded it. */
    SUPERSEDED,
    /** Waits for something outside: an attestation, or a permission. */
    PARKED,
    /** GitHub knows no artifact of its digest. */
    UNATTESTED,
    /** Cannot succeed unchanged, or its attempts are spent. */
    DEAD;

    private final String text = name().toLowerCase(Locale.ROOT);

    /**
     * Returns the state with that text.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RowState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Returns whether the row belongs to the backlog: its record is still to be delivered. */
    public boolean isOwed() {
        return isWaiting() || this == LEASED;
    }

    /** Returns whether the row may be leased once it is due. */
    public boolean isWaiting() {
        return this == PENDING || this == PARKED;
    }

    /** Returns the state as stored in the file. */
    @Override
    public String toString() {
        return text;
    }
}
