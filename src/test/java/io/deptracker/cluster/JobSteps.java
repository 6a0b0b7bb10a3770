package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The steps of the controllers that start runs: Jobs, what creates Jobs, and kinds of other groups. */
final class JobSteps {
    private final SimulatedCluster cluster;
    private final String namespace;
    private final RandomGenerator random;
    private final ControlledPods pods;

    /** The template of each object that was created, by its uid. */
    private final Map<Integer, Integer> templates = new HashMap<>();

    JobSteps(SimulatedCluster cluster, String namespace, RandomGenerator random, ControlledPods pods) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.random = random;
        this.pods = pods;
    }

    /** Returns the template of a Job, or the default of an object that is none. */
    int template(int uid, int otherwise) {
        return templates.getOrDefault(uid, otherwise);
    }

    /** Creates a Job, deletes the first one or continues the last one. */
    void runJobs(DesiredWorkload desiredWorkload) {
        List<Owner> jobs = cluster.ownersOf(namespace, desiredWorkload.uid);
        if (jobs.isEmpty() || (random.nextInt(5) == 0 && jobs.size() < 3)) {
            int uid = cluster.next();
            templates.put(uid, desiredWorkload.current());
            cluster.put(new Owner(
                    pods.key("Job", desiredWorkload.name + "-" + uid),
                    uid,
                    pods.owner(desiredWorkload).asController(),
                    0,
                    Map.of()));
        } else if (random.nextInt(5) == 0) {
            cluster.remove(jobs.getFirst().key());
        } else {
            Owner job = jobs.getLast();
            run(job, desiredWorkload.boxes(templates.getOrDefault(job.uid(), 0)));
        }
    }

    /** Starts a pod of a Job, also after some that failed. */
    void run(Owner job, List<Box> boxes) {
        List<Pod> started = pods.of(job.uid());
        boolean failed = started.stream().allMatch(pod -> pod.life() == Life.FAILED);
        if (failed && started.size() < 3) {
            pods.start(job, boxes, 0);
        }
    }

    /** Starts the pods of a run; pods that have ended are not replaced. */
    void runOnce(DesiredWorkload desiredWorkload) {
        if (pods.of(desiredWorkload.uid).size() < desiredWorkload.replicas) {
            pods.start(pods.owner(desiredWorkload), desiredWorkload.boxes(0), 0);
        }
    }
}
