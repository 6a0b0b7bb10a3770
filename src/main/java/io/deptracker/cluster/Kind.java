package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of owners that are watched, as metadata only. If one is not readable, the tracker works with less
 * information.
 */
enum Kind {
    REPLICA_SET("ReplicaSet", "apps", ReplicaSet.class),
    REPLICATION_CONTROLLER("ReplicationController", "", ReplicationController.class),
    DEPLOYMENT("Deployment", "apps", Deployment.class),
    STATEFUL_SET("StatefulSet", "apps", StatefulSet.class),
    DAEMON_SET("DaemonSet", "apps", DaemonSet.class),
    JOB("Job", "batch", Job.class),
    CRON_JOB("CronJob", "batch", CronJob.class);

    private final String kindName;
    private final String group;
    private final Class<? extends HasMetadata> type;

    Kind(String kindName, String group, Class<? extends HasMetadata> type) {
        this.kindName = kindName;
        this.group = group;
        this.type = type;
    }

    /** Returns the name that owner references use. */
    String kindName() {
        return kindName;
    }

    /** Returns the name that paths use. */
    String plural() {
        return kindName.toLowerCase(Locale.ROOT) + "s";
    }

    String group() {
        return group;
    }

    /** Returns the name that errors and permissions use: the plural and, after a dot, the group. */
    String resource() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /** Returns whether objects of this kind only represent a revision of the controller above them. */
    boolean isRevision() {
        return this == REPLICA_SET || this == REPLICATION_CONTROLLER;
    }

    Class<? extends HasMetadata> type() {
        return type;
    }

    /**
     * Returns the watched kind of that group and name; empty for any other, including one of the same name in another
     * group.
     */
    static Optional<Kind> of(String group, String kindName) {
        for (Kind kind : values()) {
            if (kind.kindName.equals(kindName) && kind.group.equals(group)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
