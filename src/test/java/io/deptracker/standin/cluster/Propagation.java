package io.deptracker.standin.cluster;

/** What becomes of the dependents of an object that is deleted. */
public enum Propagation {
    /** They go after it. */
    BACKGROUND,
    /** They go before it. */
    FOREGROUND,
    /** They stay, without an owner. */
    ORPHAN
}
