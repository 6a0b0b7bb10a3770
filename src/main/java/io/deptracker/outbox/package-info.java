/** The backlog of deployment records: intake, leases and transitions of rows. Knows no Kubernetes and no HTTP. */
@NullMarked
package io.deptracker.outbox;

import org.jspecify.annotations.NullMarked;
