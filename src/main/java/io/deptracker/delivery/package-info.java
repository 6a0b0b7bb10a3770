/** Saying it: workers that lease rows, post them and settle them, and the gate before GitHub. */
@NullMarked
package io.deptracker.delivery;

import org.jspecify.annotations.NullMarked;
