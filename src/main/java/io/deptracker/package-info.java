@NullMarked
package io.deptracker;

import org.jspecify.annotations.NullMarked;
