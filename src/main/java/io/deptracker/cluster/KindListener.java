package io.deptracker.cluster;

/** A listener for kinds of owners that become readable or unreadable. Called by one thread. */
interface KindListener {
    /**
     * Called when every object of the kind was listed and is watched.
     *
     * @param namespace the namespace; empty for all
     */
    void readable(Kind kind, String namespace);

    /**
     * Called when the API server refuses to list or watch the kind.
     *
     * @param namespace the namespace; empty for all
     */
    void unreadable(Kind kind, String namespace);
}
