/** Stand-ins for a Kubernetes cluster: an API server over real HTTP, recordings to play into it, and small controllers. */
@NullMarked
package io.deptracker.standin;

import org.jspecify.annotations.NullMarked;
