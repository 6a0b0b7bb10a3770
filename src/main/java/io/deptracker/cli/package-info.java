/** The commands with which an operator acts on the outbox file of a running controller. */
@NullMarked
package io.deptracker.cli;

import org.jspecify.annotations.NullMarked;
