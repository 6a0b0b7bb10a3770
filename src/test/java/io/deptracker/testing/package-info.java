/** What tests of several packages use. */
@NullMarked
package io.deptracker.testing;

import org.jspecify.annotations.NullMarked;
