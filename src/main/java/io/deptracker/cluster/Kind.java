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

/** The kinds of owners that are watched, as metadata only. Where one may not be read, the tracker knows less but works. */
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

    /** As owner references have it. */
    String kindName() {
        return kindName;
    }

    /** As paths have it. */
    String plural() {
        return kindName.toLowerCase(Locale.ROOT) + "s";
    }

    String group() {
        return group;
    }

    /** As errors and permissions name it: its plural and, behind a dot, its group. */
    String resource() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /** Whether objects of this kind only stand for a revision of the controller above them. */
    boolean isRevision() {
        return this == REPLICA_SET || this == REPLICATION_CONTROLLER;
    }

    Class<? extends HasMetadata> type() {
        return type;
    }

    /** Returns the watched kind of that group and name; empty for any other, also for one of the same name. */
    static Optional<Kind> of(String group, String kindName) {
        for (Kind kind : values()) {
            if (kind.kindName.equals(kindName) && kind.group.equals(group)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
