/** Persistent state of the controller in addition to the rows: the gate, its pause, readable kinds, acceptances. */
@NullMarked
package io.deptracker.outbox.control;

import org.jspecify.annotations.NullMarked;
