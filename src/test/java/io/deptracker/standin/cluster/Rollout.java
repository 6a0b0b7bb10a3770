package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Optional;

/**
 * A rollout of a Deployment to a new template, pod by pod: a surge pod of the new ReplicaSet starts, then one of the
 * old ends.
 */
public final class Rollout {
    private final Deployments deployments;
    private final Deployment deployment;
    private final ReplicaSet newest;
    private boolean surged;

    Rollout(Deployments deployments, Deployment deployment, ReplicaSet newest) {
        this.deployments = deployments;
        this.deployment = deployment;
        this.newest = newest;
    }

    /** Starts or removes one pod; returns false once there is nothing left to do. */
    public boolean step() {
        int running = deployments.replicasOf(newest);
        boolean complete = running == deployment.getSpec().getReplicas();
        Optional<ReplicaSet> old = deployments.replicaSets(deployment).stream()
                .filter(candidate -> !candidate
                        .getMetadata()
                        .getUid()
                        .equals(newest.getMetadata().getUid()))
                .filter(candidate -> deployments.replicasOf(candidate) > 0)
                .findFirst();
        if (complete && old.isEmpty()) {
            deployments.report(deployment);
            return false;
        }
        surged = !surged && !complete;
        if (surged || old.isEmpty()) {
            deployments.scaleReplicaSet(newest, running + 1);
        } else {
            deployments.scaleReplicaSet(old.get(), deployments.replicasOf(old.get()) - 1);
        }
        return true;
    }

    /** Performs all remaining steps. */
    public void finish() {
        while (step()) {
            // Each step does its own work.
        }
    }
}
