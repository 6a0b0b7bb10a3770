/** How fast it is: programs to be run by hand, which print tables. Nothing here is a test, and no test has a time to keep. */
@NullMarked
package io.deptracker.bench;

import org.jspecify.annotations.NullMarked;
