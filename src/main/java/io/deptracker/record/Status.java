package io.deptracker.record;

/** The status of a deployment, as posted to GitHub. */
public enum Status {
    DEPLOYED("deployed"),
    DECOMMISSIONED("decommissioned");

    private final String wireName;

    Status(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the word that GitHub's API and the outbox file use. */
    public String wireName() {
        return wireName;
    }

    /**
     * Returns the status with that wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Status of(String wireName) {
        for (Status status : values()) {
            if (status.wireName.equals(wireName)) {
                return status;
            }
        }
        throw new IllegalArgumentException("not a status: '" + wireName + "'");
    }
}
