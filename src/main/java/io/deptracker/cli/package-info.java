/** The commands that an operator runs beside the controller, on its outbox file. */
@NullMarked
package io.deptracker.cli;

import org.jspecify.annotations.NullMarked;
