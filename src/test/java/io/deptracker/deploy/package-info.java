/** How it is deployed and monitored: what stands in deploy/, against what the program says of itself. */
@NullMarked
package io.deptracker.deploy;

import org.jspecify.annotations.NullMarked;
