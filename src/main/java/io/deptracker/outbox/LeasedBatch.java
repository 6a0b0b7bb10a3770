package io.deptracker.outbox;

import io.deptracker.outbox.control.Acceptance;
import io.deptracker.record.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What leasing gave: rows to go out in one call, being of one environment, one row a deployment, and alike in name and
 * version where they share a digest (the API's rule for a batch).
 *
 * @param environment where they all run; null if nothing is due
 * @param leases the rows, none if nothing is due
 * @param parkedUnasked how many due rows were parked instead, since others wait for the artifact of their digest
 * @param acceptance what GitHub had accepted by then; null if it never accepted a record
 */
public record LeasedBatch(
        @Nullable Environment environment,
        List<Lease> leases,
        int parkedUnasked,
        @Nullable Acceptance acceptance) {}
