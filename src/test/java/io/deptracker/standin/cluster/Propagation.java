package io.deptracker.standin.cluster;

/** The deletion policy for the dependents of a deleted object. */
public enum Propagation {
    /** They are deleted after it. */
    BACKGROUND,
    /** They are deleted before it. */
    FOREGROUND,
    /** They stay, without an owner. */
    ORPHAN
}
