package io.deptracker.e2e;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The stories on a real cluster: the one of the kubeconfig file that DEPTRACKER_E2E_KUBECONFIG names, or a k3s if
 * Docker is available. Each has a namespace of its own, which is deleted even if the story fails.
 */
class RealClusterIT extends ClusterStories {
    private static final String VARIABLE = "DEPTRACKER_E2E_KUBECONFIG";
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.33.1-k3s1");
    private static final String SKIPPED =
            "RealClusterIT is skipped: there is no Docker to run k3s in, and " + VARIABLE + " names no kubeconfig file";

    @Override
    TestCluster open() {
        Optional<Path> given = Optional.ofNullable(System.getenv(VARIABLE))
                .filter(path -> !path.isBlank())
                .map(Path::of);
        if (given.isPresent()) {
            return RealCluster.of(given.get());
        }
        Assumptions.assumeTrue(Docker.K3S.isPresent(), SKIPPED);
        return RealCluster.of(Docker.K3S.get().getKubeConfigYaml());
    }

    /** One k3s for all stories, started when the first needs it. Testcontainers removes it at the end of the JVM. */
    private static final class Docker {
        static final Optional<K3sContainer> K3S = start();

        private static Optional<K3sContainer> start() {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                // Otherwise the build would only report that something was skipped.
                System.out.println(SKIPPED);
                return Optional.empty();
            }
            var k3s = new K3sContainer(IMAGE);
            k3s.start();
            return Optional.of(k3s);
        }
    }
}
