package io.deptracker.outbox;

/** The reason why a row is parked. */
public enum ParkReason {
    /** GitHub knows no artifact of that digest yet. */
    ATTESTATION("attestation"),
    /** The credential may not write to that repository. */
    PERMISSION("permission");

    private final String column;

    ParkReason(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }

    static ParkReason of(String column) {
        return column.equals(ATTESTATION.column) ? ATTESTATION : PERMISSION;
    }
}
