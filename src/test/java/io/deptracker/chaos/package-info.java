/** Controllers that are killed at every step of their work, while the cluster changes continuously. */
@NullMarked
package io.deptracker.chaos;

import org.jspecify.annotations.NullMarked;
