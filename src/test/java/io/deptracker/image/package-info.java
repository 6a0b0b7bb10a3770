/** The image's contents, made and tried without Docker. */
@NullMarked
package io.deptracker.image;

import org.jspecify.annotations.NullMarked;
