/** How the program is deployed and monitored: the files in deploy/, compared with the program. */
@NullMarked
package io.deptracker.deploy;

import org.jspecify.annotations.NullMarked;
