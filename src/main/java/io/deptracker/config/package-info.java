/** Settings: defaults, a HOCON file, environment variables and flags, read once, every fault named in one go. */
@NullMarked
package io.deptracker.config;

import org.jspecify.annotations.NullMarked;
