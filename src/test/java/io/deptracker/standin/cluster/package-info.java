/** The controllers and the kubelet of a small cluster, which write objects into any API server. */
@NullMarked
package io.deptracker.standin.cluster;

import org.jspecify.annotations.NullMarked;
