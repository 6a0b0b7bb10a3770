package io.deptracker.outbox.operator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Selects deployments: those that match everything that is given.
 *
 * @param ids their keys; null for any
 * @param namespace a glob of the namespace; null for any
 * @param name a glob of the deployment's name; null for any
 */
public record DeploymentFilter(
        @Nullable List<Long> ids,
        @Nullable String namespace,
        @Nullable String name) {

    /** Every deployment there is. */
    public static final DeploymentFilter ALL = new DeploymentFilter(null, null, null);

    /** Selects the deployments of these keys. */
    public static DeploymentFilter of(List<Long> ids) {
        return new DeploymentFilter(ids, null, null);
    }

    /** The values of the parameters of {@link OperatorSql}'s statements about deployments, the first of which is an instant. */
    @Nullable
    Object[] values(Instant now) {
        return new @Nullable Object[] {now, ids == null ? null : ids.toString(), namespace, name};
    }
}
