package io.deptracker.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the cluster: the given kubeconfig, KUBECONFIG, the cluster that this runs in, ~/.kube/config. */
public final class KubernetesAccess {
    static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private KubernetesAccess() {}

    /**
     * A client for the cluster; nothing is asked of the server yet.
     *
     * @param kubeconfig the file that a flag names
     * @param variables the environment
     * @throws ClusterException if no cluster is found, or its kubeconfig can't be read
     */
    public static KubernetesClient connect(Optional<Path> kubeconfig, Map<String, String> variables) {
        return new KubernetesClientBuilder()
                .withConfig(config(kubeconfig, variables, SERVICE_ACCOUNT))
                .withKubernetesSerialization(new ServerJson())
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("metadata-only", new MetadataOnly()))
                .build();
    }

    /** The way in, as {@link #connect} takes it; the service account's files are in that folder. */
    static Config config(Optional<Path> kubeconfig, Map<String, String> variables, Path serviceAccount) {
        if (kubeconfig.isPresent()) {
            return fromFile(kubeconfig.get(), "-kubeconfig");
        }
        String named = variables.getOrDefault("KUBECONFIG", "");
        if (!named.isBlank()) {
            return fromFile(Path.of(named.split(File.pathSeparator, -1)[0]), "KUBECONFIG");
        }
        String host = variables.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (!host.isBlank() && Files.exists(serviceAccount.resolve("token"))) {
            return inCluster(host, variables.getOrDefault("KUBERNETES_SERVICE_PORT", "443"), serviceAccount);
        }
        Path home = Path.of(variables.getOrDefault("HOME", "/"), ".kube", "config");
        if (!Files.exists(home)) {
            throw new ClusterException(
                    "no cluster found: give -kubeconfig or KUBECONFIG, or run in a cluster; there is no " + home
                            + " either");
        }
        return fromFile(home, "~/.kube/config");
    }

    private static Config fromFile(Path file, String source) {
        if (!Files.isReadable(file)) {
            throw new ClusterException("%s: %s can't be read".formatted(source, file));
        }
        try {
            return Config.fromKubeconfig(file.toFile());
        } catch (KubernetesClientException | IllegalArgumentException faulty) {
            throw new ClusterException(
                    "%s: %s is not a kubeconfig file: %s".formatted(source, file, faulty.getMessage()));
        }
    }

    private static Config inCluster(String host, String port, Path serviceAccount) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + name + ":" + port + "/")
                .withCaCertFile(serviceAccount.resolve("ca.crt").toString())
                // The kubelet rotates the token about hourly.
                .withOauthTokenProvider(() -> read(serviceAccount.resolve("token")))
                .build();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
