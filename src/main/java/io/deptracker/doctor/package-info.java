/** Looks whether the controller has all that it needs, and changes nothing. */
@NullMarked
package io.deptracker.doctor;

import org.jspecify.annotations.NullMarked;
