/** The SQLite file of the outbox: opening, locks, connections, transactions, copies, upgrades and recovery. Knows no rows. */
@NullMarked
package io.deptracker.outbox.file;

import org.jspecify.annotations.NullMarked;
