/**
 * The whole program on a real cluster. The same stories run on the stand-in, which shows that it behaves like the real
 * one.
 */
@NullMarked
package io.deptracker.e2e;

import org.jspecify.annotations.NullMarked;
