/** Facts beside the rows that survive a restart: the gate, its pause, readable kinds, acceptances. */
@NullMarked
package io.deptracker.outbox.control;

import org.jspecify.annotations.NullMarked;
