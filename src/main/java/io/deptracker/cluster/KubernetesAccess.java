package io.deptracker.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The connection to the cluster, found in this order: the given kubeconfig, KUBECONFIG, the cluster that this runs in,
 * ~/.kube/config.
 */
public final class KubernetesAccess {
    static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /**
     * How often the client pings the API server on every WebSocket and HTTP/2 connection. A connection is closed if a
     * ping has no response until the next is due, so a dead connection is replaced within twice this time.
     */
    private static final long PING_INTERVAL_MILLIS = 10_000;

    private KubernetesAccess() {}

    /**
     * Returns a client for the cluster; sends no request yet.
     *
     * @param kubeconfig the file that a flag names
     * @param variables the environment
     * @throws ClusterException if no cluster is found or its kubeconfig cannot be read
     */
    public static KubernetesClient connect(Optional<Path> kubeconfig, Map<String, String> variables) {
        Config config = config(kubeconfig, variables, SERVICE_ACCOUNT);
        config.setWebsocketPingInterval(PING_INTERVAL_MILLIS);
        return new KubernetesClientBuilder()
                .withHttpClientFactory(GuardedBody.clients())
                .withConfig(config)
                .withKubernetesSerialization(new ServerJson())
                .withHttpClientBuilderConsumer(http -> {
                    var traffic = new ApiTraffic();
                    http.addOrReplaceInterceptor("metadata-only", new MetadataOnly());
                    http.addOrReplaceInterceptor("traffic", traffic);
                    http.tag(traffic);
                })
                .build();
    }

    /**
     * Returns the configuration that {@link #connect} uses.
     *
     * @param serviceAccount the folder of the service account's files
     */
    static Config config(Optional<Path> kubeconfig, Map<String, String> variables, Path serviceAccount) {
        if (kubeconfig.isPresent()) {
            return Kubeconfig.read("-kubeconfig", List.of(kubeconfig.get()));
        }
        List<Path> named = Stream.of(variables.getOrDefault("KUBECONFIG", "").split(File.pathSeparator, -1))
                .filter(file -> !file.isBlank())
                .map(Path::of)
                .toList();
        if (!named.isEmpty()) {
            List<Path> there = named.stream().filter(Files::exists).toList();
            return Kubeconfig.read("KUBECONFIG", there.isEmpty() ? named : there);
        }
        String host = variables.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (!host.isBlank() && Files.exists(serviceAccount.resolve("token"))) {
            return inCluster(host, variables.getOrDefault("KUBERNETES_SERVICE_PORT", "443"), serviceAccount);
        }
        Path home = Path.of(variables.getOrDefault("HOME", "/"), ".kube", "config");
        if (!Files.exists(home)) {
            throw new ClusterException(
                    "no cluster found: set -kubeconfig or KUBECONFIG, or run in a cluster; there is no " + home
                            + " either");
        }
        return Kubeconfig.read("~/.kube/config", List.of(home));
    }

    private static Config inCluster(String host, String port, Path serviceAccount) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + name + ":" + port + "/")
                .withCaCertFile(serviceAccount.resolve("ca.crt").toString())
                // The kubelet rotates the token about hourly.
                .withOauthTokenProvider(() -> Kubeconfig.token(serviceAccount.resolve("token")))
                .build();
    }
}
