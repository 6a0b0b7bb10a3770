package io.deptracker.cluster;

/** Receives the kinds of owners whose permission to be read came or went. Called by one thread. */
interface KindListener {
    /**
     * Every object of the kind was listed, and is watched.
     *
     * @param namespace where; empty for everywhere
     */
    void readable(Kind kind, String namespace);

    /**
     * The API server refuses to list or watch the kind.
     *
     * @param namespace where; empty for everywhere
     */
    void unreadable(Kind kind, String namespace);
}
