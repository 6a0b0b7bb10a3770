/** What runs: the cluster watched, and the records each of its workloads should have. */
@NullMarked
package io.deptracker.cluster;

import org.jspecify.annotations.NullMarked;
