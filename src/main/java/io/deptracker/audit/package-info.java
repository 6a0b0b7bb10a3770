/** Compares GitHub's records with those that it accepted. */
@NullMarked
package io.deptracker.audit;

import org.jspecify.annotations.NullMarked;
