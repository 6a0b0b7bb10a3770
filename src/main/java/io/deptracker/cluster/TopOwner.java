package io.deptracker.cluster;

import io.deptracker.record.Workload;
import org.jspecify.annotations.Nullable;

/** The workload that the pods of an owner belong to, by what is known of the owner. */
final class TopOwner {
    private TopOwner() {}

    /**
     * The workload.
     *
     * @param key the owner that the pods name
     * @param known what was seen of it, or null where it was never seen
     * @param templateHash the pods' pod-template-hash, which tells an unseen ReplicaSet's Deployment, or null
     */
    static Workload of(OwnerKey key, @Nullable OwnerState known, @Nullable String templateHash) {
        @Nullable OwnerRef above = known == null ? null : known.owner();
        if (known != null
                && above != null
                && (known.kind().isRevision() || above.kind().equals(Kind.CRON_JOB.kindName()))) {
            return new Workload(key.namespace(), above.kind(), above.name());
        }
        boolean unseenReplicaSet = known == null && key.kind().equals(Kind.REPLICA_SET.kindName());
        if (unseenReplicaSet && templateHash != null && key.name().endsWith("-" + templateHash)) {
            String name = key.name().substring(0, key.name().length() - templateHash.length() - 1);
            return new Workload(key.namespace(), Kind.DEPLOYMENT.kindName(), name);
        }
        return key.asWorkload();
    }
}
