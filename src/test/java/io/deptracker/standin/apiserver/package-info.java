/**
 * A Kubernetes API server over real HTTP: lists, watches, pages, permissions. {@link
 * io.deptracker.standin.apiserver.ApiConformityTest} compares its responses with recordings of a real server.
 */
@NullMarked
package io.deptracker.standin.apiserver;

import org.jspecify.annotations.NullMarked;
