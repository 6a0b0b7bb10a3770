package io.deptracker.standin;

/** An event of a recording. */
public record Step(String resource, String type, String namespace, String name, long version) {}
