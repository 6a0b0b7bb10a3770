/** The delivery of records: workers that lease rows, post them and settle them, and the gate in front of GitHub. */
@NullMarked
package io.deptracker.delivery;

import org.jspecify.annotations.NullMarked;
