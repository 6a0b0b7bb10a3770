package io.deptracker;

/** A command that accepts the flags of the controller, before its name or after it. */
interface AcceptsFlags {
    /** Returns its flags. */
    RunOptions options();
}
