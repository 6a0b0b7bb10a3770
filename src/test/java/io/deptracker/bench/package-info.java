/**
 * Benchmarks: programs that are run manually and print tables. Nothing here is a test, and no test has a time limit to
 * keep.
 */
@NullMarked
package io.deptracker.bench;

import org.jspecify.annotations.NullMarked;
