package io.deptracker.cluster;

import io.deptracker.record.Workload;
import org.jspecify.annotations.Nullable;

/** The workload that the pods of an owner belong to, derived from what is known of the owner. */
final class TopOwner {
    private TopOwner() {}

    /**
     * Returns the workload.
     *
     * @param key the owner that the pods name
     * @param known what was seen of it, or null if it was never seen
     * @param templateHash the pods' pod-template-hash, from which the name of an unseen ReplicaSet's Deployment follows, or
     *     null
     */
    static Workload of(OwnerKey key, @Nullable OwnerState known, @Nullable String templateHash) {
        @Nullable OwnerRef above = known == null ? null : known.owner();
        if (known != null && above != null && (known.kind().isRevision() || known.kind() == Kind.JOB)) {
            return new Workload(key.namespace(), above.group(), above.kind(), above.name());
        }
        boolean unseenReplicaSet = known == null && key.isOf(Kind.REPLICA_SET);
        if (unseenReplicaSet && templateHash != null && key.name().endsWith("-" + templateHash)) {
            String name = key.name().substring(0, key.name().length() - templateHash.length() - 1);
            return OwnerKey.of(Kind.DEPLOYMENT, key.namespace(), name).asWorkload();
        }
        return key.asWorkload();
    }
}
