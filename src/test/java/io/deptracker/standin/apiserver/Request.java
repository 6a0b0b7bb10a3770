package io.deptracker.standin.apiserver;

import org.jspecify.annotations.Nullable;

/**
 * A request that the stand-in was asked.
 *
 * @param verb list, watch or get
 * @param namespace null where all namespaces were asked for
 * @param query decoded
 */
public record Request(
        String verb, String resource, @Nullable String namespace, String query, String accept) {}
