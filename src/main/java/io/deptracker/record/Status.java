package io.deptracker.record;

/** What GitHub is told of a deployment. */
public enum Status {
    DEPLOYED("deployed"),
    DECOMMISSIONED("decommissioned");

    private final String wireName;

    Status(String wireName) {
        this.wireName = wireName;
    }

    /** The word that GitHub's API and the outbox file use. */
    public String wireName() {
        return wireName;
    }

    /**
     * The status of that wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Status of(String wireName) {
        for (Status status : values()) {
            if (status.wireName.equals(wireName)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no status is called '" + wireName + "'");
    }
}
