/** The background work on rows: pruning, expired leases, confirmations, instants in the future. */
@NullMarked
package io.deptracker.outbox.upkeep;

import org.jspecify.annotations.NullMarked;
