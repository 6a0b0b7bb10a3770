/**
 * The whole controller in a simulation: the production classes from the informers' stores to the GitHub client, in
 * simulated time, with a cluster, a GitHub, a disk and an operator that do all kinds of things from one seed.
 */
@NullMarked
package io.deptracker.sim;

import org.jspecify.annotations.NullMarked;
