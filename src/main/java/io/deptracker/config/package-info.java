/** Settings: defaults, a HOCON file, environment variables and flags, read once; all faults are reported together. */
@NullMarked
package io.deptracker.config;

import org.jspecify.annotations.NullMarked;
