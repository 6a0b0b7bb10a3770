package io.deptracker.chaos;

/** The step of its work in which a controller is killed. */
enum KillPoint {
    AT_RANDOM("at a random moment"),
    MIGRATING("while the file and its schema were made"),
    COMMITTED("rows committed, not yet leased"),
    LEASED("rows leased, GitHub not yet called"),
    CALLED("GitHub called, nothing stored yet"),
    ACCEPTED("GitHub stored it, nothing settled yet"),
    SETTLED("right after a settle"),
    PRUNING("between two steps of pruning"),
    STOPPING("after SIGTERM, before the end");

    private final String words;

    KillPoint(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
