/** The whole program on a real cluster: the same stories are told to the stand-in, so that they are known to be right. */
@NullMarked
package io.deptracker.e2e;

import org.jspecify.annotations.NullMarked;
