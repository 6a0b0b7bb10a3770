/** GitHub's artifact metadata API over real HTTP, strict about the requests it accepts. */
@NullMarked
package io.deptracker.standin.github;

import org.jspecify.annotations.NullMarked;
