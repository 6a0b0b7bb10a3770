package io.deptracker;

/** A command that takes the flags of the controller, before it or behind it. */
interface AcceptsFlags {
    /** Returns its flags. */
    RunOptions options();
}
