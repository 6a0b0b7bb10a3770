/** Stand-ins for the services that the tracker talks to, and an event log that they share. */
@NullMarked
package io.deptracker.standin;

import org.jspecify.annotations.NullMarked;
