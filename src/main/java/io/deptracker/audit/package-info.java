/** Compares what GitHub has with what it accepted. */
@NullMarked
package io.deptracker.audit;

import org.jspecify.annotations.NullMarked;
