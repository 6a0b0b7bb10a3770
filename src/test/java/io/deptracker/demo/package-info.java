/** A demo of the tracker with a small cluster and a stand-in of GitHub: {@code mvn -q -Pdemo}. */
@NullMarked
package io.deptracker.demo;

import org.jspecify.annotations.NullMarked;
