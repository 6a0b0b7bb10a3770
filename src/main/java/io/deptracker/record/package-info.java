/** The content of a deployment record and its name. These are pure values: the package depends on no other. */
@NullMarked
package io.deptracker.record;

import org.jspecify.annotations.NullMarked;
