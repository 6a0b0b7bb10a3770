/**
 * A Kubernetes API server over real HTTP: lists, watches, pages, permissions. Its answers are held to recordings of a real
 * server by {@link io.deptracker.standin.apiserver.ApiConformityTest}.
 */
@NullMarked
package io.deptracker.standin.apiserver;

import org.jspecify.annotations.NullMarked;
