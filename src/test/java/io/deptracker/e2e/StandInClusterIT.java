package io.deptracker.e2e;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The stories on the stand-in, which need no cluster. */
class StandInClusterIT extends ClusterStories {
    @Override
    TestCluster open() {
        return new Small();
    }

    private static final class Small implements TestCluster {
        private final ApiServerStandIn server = new ApiServerStandIn();
        private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
        private final Set<String> deployments = new HashSet<>();

        @Override
        public Path kubeconfig(Path folder) throws IOException {
            return server.kubeconfig(folder);
        }

        @Override
        public String namespace() {
            return "e2e";
        }

        @Override
        public void deployment(String name, String image) {
            if (deployments.add(name)) {
                cluster.deployment(namespace(), name, 2, Map.of(name, image));
            } else {
                cluster.rollout(namespace(), name, name, image);
            }
        }

        @Override
        public void scaleDeployment(String name, int replicas) {
            cluster.scale(namespace(), name, replicas);
        }

        @Override
        public void statefulSet(String name, String image) {
            cluster.statefulSet(namespace(), name, 1, Map.of(name, image));
        }

        @Override
        public void daemonSet(String name, String image) {
            cluster.daemonSet(namespace(), name, 1, Map.of(name, image));
        }

        @Override
        public void job(String name, String image) {
            cluster.job(namespace(), name, image);
        }

        @Override
        public void cronJob(String name, String image) {
            cluster.cronJob(namespace(), name, image);
        }

        @Override
        public void runCronJob(String name) {
            cluster.runCronJob(namespace(), name);
        }

        @Override
        public void delete(String kind, String name) {
            deployments.remove(name);
            cluster.delete(kind, namespace(), name, Propagation.BACKGROUND);
        }

        @Override
        public int pods() {
            return server.objects("pods").size();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
