/** What operators and dashboards read of an outbox, and what operators change in it. */
@NullMarked
package io.deptracker.outbox.operator;

import org.jspecify.annotations.NullMarked;
