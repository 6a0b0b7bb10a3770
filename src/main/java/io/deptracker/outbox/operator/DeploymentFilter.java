package io.deptracker.outbox.operator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter of deployments: a deployment matches if it meets all conditions.
 *
 * @param ids the deployments' keys; null for any
 * @param namespace a glob of the namespace; null for any
 * @param name a glob of the deployment's name; null for any
 */
public record DeploymentFilter(
        @Nullable List<Long> ids,
        @Nullable String namespace,
        @Nullable String name) {

    /** Matches every deployment. */
    public static final DeploymentFilter ALL = new DeploymentFilter(null, null, null);

    /** Returns a filter of the deployments with these keys. */
    public static DeploymentFilter of(List<Long> ids) {
        return new DeploymentFilter(ids, null, null);
    }

    /** Returns the parameters of {@link OperatorSql}'s statements on deployments; the first one is an instant. */
    @Nullable
    Object[] values(Instant now) {
        return new @Nullable Object[] {now, ids == null ? null : ids.toString(), namespace, name};
    }
}
