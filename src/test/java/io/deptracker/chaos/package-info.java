/** Controllers that are killed at every step of their work, beside a cluster that never rests. */
@NullMarked
package io.deptracker.chaos;

import org.jspecify.annotations.NullMarked;
