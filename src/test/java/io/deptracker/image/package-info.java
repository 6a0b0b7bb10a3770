/** The image's content, built and tested without Docker. */
@NullMarked
package io.deptracker.image;

import org.jspecify.annotations.NullMarked;
