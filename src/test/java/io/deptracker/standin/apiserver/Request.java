package io.deptracker.standin.apiserver;

import org.jspecify.annotations.Nullable;

/**
 * A request to the stand-in.
 *
 * @param verb list, watch or get
 * @param namespace null if all namespaces were requested
 * @param query decoded
 */
public record Request(
        String verb, String resource, @Nullable String namespace, String query, String accept) {}
