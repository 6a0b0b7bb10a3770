/** What GitHub stores of a deployment, and how it is named. Pure values: this package knows no other. */
@NullMarked
package io.deptracker.record;

import org.jspecify.annotations.NullMarked;
