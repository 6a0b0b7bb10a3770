package io.deptracker.outbox;

import io.deptracker.outbox.control.Acceptance;
import io.deptracker.record.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of leasing: rows for one call. They are of one environment, one row per deployment, and rows with the same
 * digest have the same name and version, as GitHub requires of a batch.
 *
 * @param environment the environment of all rows; null if nothing is due
 * @param leases the leased rows; empty if nothing is due
 * @param parkedUnasked the number of due rows that were parked instead, since others wait for the artifact of their digest
 * @param acceptance what GitHub had accepted by then; null if it never accepted a record
 */
public record LeasedBatch(
        @Nullable Environment environment,
        List<Lease> leases,
        int parkedUnasked,
        @Nullable Acceptance acceptance) {}
