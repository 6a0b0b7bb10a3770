/** Checks the controller's prerequisites, and changes nothing. */
@NullMarked
package io.deptracker.doctor;

import org.jspecify.annotations.NullMarked;
