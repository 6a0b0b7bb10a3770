package io.deptracker.e2e;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A namespace of a cluster, in which workloads are created, changed and deleted, each with one container of its name.
 */
interface TestCluster extends AutoCloseable {
    /** Writes the kubeconfig for the tracker. */
    Path kubeconfig(Path folder) throws IOException;

    String namespace();

    /** Creates a Deployment or rolls out another image to it. */
    void deployment(String name, String image);

    void scaleDeployment(String name, int replicas);

    /** Creates a StatefulSet or changes its image. */
    void statefulSet(String name, String image);

    /** Creates a DaemonSet or changes its image. */
    void daemonSet(String name, String image);

    void job(String name, String image);

    void cronJob(String name, String image);

    /** Starts a Job of a CronJob at once. */
    void runCronJob(String name);

    /** Deletes a workload with everything that it owns. */
    void delete(String kind, String name);

    /** Returns the number of pods in the namespace. */
    int pods();

    @Override
    void close();
}
