/** Reads of the outbox for operators and dashboards, and the changes that operators make in it. */
@NullMarked
package io.deptracker.outbox.operator;

import org.jspecify.annotations.NullMarked;
