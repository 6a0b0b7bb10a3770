package io.deptracker.standin.apiserver;

/** An event of a recording. */
public record RecordedEvent(String resource, String type, String namespace, String name, long version) {}
