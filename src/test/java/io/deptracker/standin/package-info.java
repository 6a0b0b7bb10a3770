/** GitHub as the tests see it: the artifact metadata API over real HTTP, strict about what it is sent. */
@NullMarked
package io.deptracker.standin;

import org.jspecify.annotations.NullMarked;
