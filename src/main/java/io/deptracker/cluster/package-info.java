/** The cluster: watches it, and determines the records that each of its workloads should have. */
@NullMarked
package io.deptracker.cluster;

import org.jspecify.annotations.NullMarked;
