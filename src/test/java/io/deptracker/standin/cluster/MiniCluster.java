package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * The controllers and the kubelet of a small cluster: each method performs at once, write by write, what a real cluster
 * does. Objects get creation timestamps that strictly increase, independent of the clock. Images are given by the name
 * of their container. A namespace is created with its first object.
 */
public final class MiniCluster {
    private final LiveObjects live;
    private final Deployments deployments;
    private final PodSets podSets;
    private final Jobs jobs;
    private final GarbageCollector garbageCollector;

    public MiniCluster(ObjectSink sink, Clock clock) {
        live = new LiveObjects(sink, clock);
        Kubelet kubelet = new Kubelet(live);
        deployments = new Deployments(live, kubelet);
        podSets = new PodSets(live, kubelet);
        jobs = new Jobs(live, kubelet);
        garbageCollector = new GarbageCollector(live, kubelet);
    }

    /**
     * Returns the digest of an image: its own if it is given by digest, else one that depends only on the reference.
     */
    public static String digestOf(String image) {
        return Images.digestOf(image);
    }

    public void deployment(String namespace, String name, int replicas, Map<String, String> images) {
        deployments.create(namespace, name, replicas, images);
    }

    /** Changes the image of one container, to the end of the rollout. */
    public void rollout(String namespace, String name, String container, String image) {
        startRollout(namespace, name, container, image).finish();
    }

    /** Changes the image of one container; its ReplicaSet exists, its first pod does not yet. */
    public Rollout startRollout(String namespace, String name, String container, String image) {
        return deployments.rollout(namespace, name, container, image);
    }

    public void scale(String namespace, String name, int replicas) {
        deployments.scale(namespace, name, replicas);
    }

    /** Adds annotations to an object of any kind (not to the template of its pods). */
    public void annotate(String kind, String namespace, String name, Map<String, String> annotations) {
        HasMetadata annotated = live.edit(live.get(kind, namespace, name), changed -> {
            Map<String, String> all = new HashMap<>(changed.getMetadata().getAnnotations());
            all.putAll(annotations);
            changed.getMetadata().setAnnotations(all);
        });
        if (annotated instanceof Deployment deployment) {
            deployments.annotationsChanged(deployment);
        }
    }

    public void deleteDeployment(String namespace, String name, Propagation propagation) {
        delete("Deployment", namespace, name, propagation);
    }

    /** Creates a StatefulSet, or changes one to this: pods of another template are replaced. */
    public void statefulSet(String namespace, String name, int replicas, Map<String, String> images) {
        podSets.statefulSet(namespace, name, replicas, images);
    }

    public void deleteStatefulSet(String namespace, String name) {
        delete("StatefulSet", namespace, name, Propagation.BACKGROUND);
    }

    /** Creates a DaemonSet, or changes one to this: pods of another template are replaced. */
    public void daemonSet(String namespace, String name, int nodes, Map<String, String> images) {
        podSets.daemonSet(namespace, name, nodes, images);
    }

    public void deleteDaemonSet(String namespace, String name) {
        delete("DaemonSet", namespace, name, Propagation.BACKGROUND);
    }

    /** Creates a CronJob, whose one container has its name. It runs only by {@link #runCronJob}. */
    public void cronJob(String namespace, String name, String image) {
        jobs.cronJob(namespace, name, image);
    }

    /** Runs a Job of the CronJob to its end, and returns its name. */
    public String runCronJob(String namespace, String name) {
        return jobs.runCronJob(namespace, name);
    }

    /** Deletes a CronJob with its Jobs. */
    public void deleteCronJob(String namespace, String name) {
        delete("CronJob", namespace, name, Propagation.BACKGROUND);
    }

    /** Runs a Job, whose one container has its name, to its end. */
    public void job(String namespace, String name, String image) {
        jobs.job(namespace, name, image);
    }

    public void deleteJob(String namespace, String name) {
        delete("Job", namespace, name, Propagation.BACKGROUND);
    }

    /** Deletes an object that has no method of its own here, such as an orphaned ReplicaSet. */
    public void delete(String kind, String namespace, String name, Propagation propagation) {
        garbageCollector.delete(live.get(kind, namespace, name), propagation);
    }

    /** Deletes a namespace with all its contents. */
    public void deleteNamespace(String namespace) {
        garbageCollector.deleteNamespace(namespace);
    }
}
