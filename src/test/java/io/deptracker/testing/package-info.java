/** Fixtures for the tests of several packages. */
@NullMarked
package io.deptracker.testing;

import org.jspecify.annotations.NullMarked;
