/** What is owed to GitHub: one SQLite file, its transitions, leases and pruning. Knows no Kubernetes and no HTTP. */
@NullMarked
package io.deptracker.outbox;

import org.jspecify.annotations.NullMarked;
