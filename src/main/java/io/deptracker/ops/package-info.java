/** Operations: metrics, health and the HTTP server for both. */
@NullMarked
package io.deptracker.ops;

import org.jspecify.annotations.NullMarked;
