/** How a record is said to GitHub, and what each of its answers means. Knows no SQL. */
@NullMarked
package io.deptracker.github;

import org.jspecify.annotations.NullMarked;
