package io.deptracker.cluster;

import io.deptracker.config.Settings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** A review of this program's permissions: asks an API server once what is allowed, without doing it. */
public final class PermissionReview implements AutoCloseable {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String EVERYWHERE = "";
    private static final List<String> VERBS = List.of("list", "watch");
    private static final int PATIENCE_MILLIS = 10_000;
    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * A missing permission.
     *
     * @param required whether nothing works without it
     * @param text what is denied
     * @param reduced what does not work without it
     */
    public record Denied(boolean required, String text, String reduced) {}

    private final KubernetesClient client;

    private PermissionReview(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns a review with a client that sends each request once; finds the cluster as {@link
     * KubernetesAccess#connect} does.
     *
     * @throws ClusterException if no cluster is found
     */
    public static PermissionReview connect(Optional<Path> kubeconfig, Map<String, String> variables) {
        Config config = KubernetesAccess.config(kubeconfig, variables, KubernetesAccess.SERVICE_ACCOUNT);
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setRequestTimeout(PATIENCE_MILLIS);
        return new PermissionReview(
                new KubernetesClientBuilder().withConfig(config).build());
    }

    /** Returns the server's URL. */
    public String url() {
        return client.getMasterUrl().toString();
    }

    /**
     * Returns the server's version.
     *
     * @throws ClusterException if there is no valid response
     */
    public String version() {
        try {
            return client.getKubernetesVersion().getGitVersion();
        } catch (KubernetesClientException failed) {
            throw failed(failed);
        }
    }

    /** Returns the missing permissions, given what is tracked. */
    public List<Denied> denied(Settings.Tracked tracked) {
        List<Denied> denied = new ArrayList<>();
        Set<String> namespaces = tracked.namespaces().isEmpty() ? Set.of(EVERYWHERE) : tracked.namespaces();
        try {
            for (String namespace : namespaces) {
                review(denied, namespace, "", "pods", true, "nothing can be tracked");
                for (Kind kind : Kind.values()) {
                    review(
                            denied,
                            namespace,
                            kind.group(),
                            kind.plural(),
                            false,
                            "a workload of it that was never seen counts as gone with its last pod, and records"
                                    + " of one that was seen are kept until it can be read");
                }
            }
            review(denied, EVERYWHERE, "", NamespaceStore.PLURAL, false, "no namespace can opt out by its annotation");
        } catch (KubernetesClientException failed) {
            throw failed(failed);
        }
        return denied;
    }

    private void review(
            List<Denied> denied, String namespace, String group, String plural, boolean required, String reduced) {
        List<String> refused = VERBS.stream()
                .filter(verb -> !allowed(namespace, group, plural, verb))
                .toList();
        if (!refused.isEmpty()) {
            String resource = group.isEmpty() ? plural : plural + "." + group;
            String where = namespace.equals(EVERYWHERE) ? "" : " in the namespace " + namespace;
            denied.add(new Denied(
                    required, "may not %s %s%s".formatted(String.join(" and ", refused), resource, where), reduced));
        }
    }

    private boolean allowed(String namespace, String group, String plural, String verb) {
        Map<String, Object> review = Map.of(
                "apiVersion",
                "authorization.k8s.io/v1",
                "kind",
                "SelfSubjectAccessReview",
                "spec",
                Map.of(
                        "resourceAttributes",
                        Map.of("namespace", namespace, "group", group, "resource", plural, "verb", verb)));
        String answer = client.raw(REVIEWS, "POST", review);
        return MAPPER.readTree(answer).at("/status/allowed").asBoolean(false);
    }

    private ClusterException failed(KubernetesClientException failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new ClusterException("%s does not answer properly: %s".formatted(url(), root));
    }

    @Override
    public void close() {
        client.close();
    }
}
