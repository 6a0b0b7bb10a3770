package io.deptracker.cluster;

import io.deptracker.config.SecretText;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reader of kubeconfig files that follows kubectl: of several files the first that has an entry decides, paths are
 * relative to their file, and a token file is read again for each request. It rejects what the client would silently
 * ignore.
 */
final class Kubeconfig {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private final String source;
    private final List<Parsed> files;

    /** A file and its content. */
    private record Parsed(Path path, io.fabric8.kubernetes.api.model.Config content) {}

    /** An entry and the file that it is in. */
    private record Entry<T>(T value, Path file) {
        String absolute(String path) {
            return file.resolveSibling(path).toAbsolutePath().normalize().toString();
        }
    }

    private Kubeconfig(String source, List<Path> files) {
        this.source = source;
        this.files = files.stream().map(file -> new Parsed(file, parse(file))).toList();
    }

    /**
     * Reads the current context.
     *
     * @param source the setting that names the files, for messages
     * @param files those that exist, at least one
     * @throws ClusterException if they are not usable
     */
    static Config read(String source, List<Path> files) {
        try {
            return new Kubeconfig(source, files).config();
        } catch (KubernetesClientException | IllegalArgumentException faulty) {
            throw new ClusterException("%s: %s is not usable: %s"
                    .formatted(source, join(files), SecretText.masked(String.valueOf(faulty.getMessage()))));
        }
    }

    private io.fabric8.kubernetes.api.model.Config parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new ClusterException("%s: %s can't be read".formatted(source, file));
        }
        try {
            var content = YAML.unmarshal(Files.readString(file), io.fabric8.kubernetes.api.model.Config.class);
            if (content == null) {
                throw new ClusterException("%s: %s is not a kubeconfig file: it is empty".formatted(source, file));
            }
            return content;
        } catch (IOException | KubernetesClientException | IllegalArgumentException faulty) {
            // The exception's message quotes the file, which contains keys and tokens.
            throw new ClusterException("%s: %s is not a kubeconfig file: no YAML with clusters, contexts and users"
                    .formatted(source, file));
        }
    }

    private Config config() {
        String name = files.stream()
                .map(file -> file.content().getCurrentContext())
                .filter(set -> set != null && !set.isEmpty())
                .findFirst()
                .orElseThrow(() -> refusal("has no current-context; set it with 'kubectl config use-context'"));
        Entry<NamedContext> named = named("context", name, parsed -> parsed.getContexts(), NamedContext::getName);
        Context context = named.value().getContext();
        if (context == null) {
            throw refusal("context '%s' is empty".formatted(name));
        }
        Entry<NamedCluster> cluster =
                named("cluster", context.getCluster(), parsed -> parsed.getClusters(), NamedCluster::getName);
        @Nullable
        Entry<NamedAuthInfo> user =
                context.getUser() == null || context.getUser().isEmpty()
                        ? null
                        : named("user", context.getUser(), parsed -> parsed.getUsers(), NamedAuthInfo::getName);
        checkServer(cluster.value());
        boolean oneFile = named.file().equals(cluster.file())
                && (user == null || user.file().equals(named.file()));
        Config config = oneFile
                ? Config.fromKubeconfig(name, named.file().toFile())
                : Config.fromKubeconfig(YAML.asYaml(joined(named, cluster, user)));
        if (user != null && user.value().getUser() != null) {
            complete(config, user, user.value().getUser());
        }
        return config;
    }

    private void checkServer(NamedCluster named) {
        @Nullable Cluster server = named.getCluster();
        if (server == null || server.getServer() == null) {
            throw refusal("cluster '%s' has no server".formatted(named.getName()));
        }
        if (server.getTlsServerName() != null && !server.getTlsServerName().isEmpty()) {
            throw refusal(
                    "cluster '%s': tls-server-name is not supported; use a server address that its certificate names"
                            .formatted(named.getName()));
        }
    }

    /** Combines the entries of several files into one kubeconfig with absolute paths. */
    private io.fabric8.kubernetes.api.model.Config joined(
            Entry<NamedContext> context, Entry<NamedCluster> cluster, @Nullable Entry<NamedAuthInfo> user) {
        var joined = new io.fabric8.kubernetes.api.model.Config();
        joined.setCurrentContext(context.value().getName());
        joined.setContexts(List.of(context.value()));
        joined.setClusters(List.of(cluster.value()));
        @Nullable Cluster server = cluster.value().getCluster();
        if (server != null && server.getCertificateAuthority() != null) {
            server.setCertificateAuthority(cluster.absolute(server.getCertificateAuthority()));
        }
        if (user != null) {
            joined.setUsers(List.of(user.value()));
            @Nullable AuthInfo credentials = user.value().getUser();
            if (credentials != null) {
                if (credentials.getExec() != null || credentials.getAuthProvider() != null) {
                    throw refusal(
                            "user '%s' has a credential plugin, which works only with context, cluster and user in one "
                                            .formatted(user.value().getName())
                                    + "file; join them with 'kubectl config view --flatten'");
                }
                Optional.ofNullable(credentials.getClientCertificate())
                        .ifPresent(file -> credentials.setClientCertificate(user.absolute(file)));
                Optional.ofNullable(credentials.getClientKey())
                        .ifPresent(file -> credentials.setClientKey(user.absolute(file)));
            }
        }
        return joined;
    }

    /** Adds what the client leaves out: the token file and the impersonated user. */
    private void complete(Config config, Entry<NamedAuthInfo> entry, AuthInfo user) {
        String tokenFile = user.getTokenFile();
        if (tokenFile != null && !tokenFile.isEmpty()) {
            Path file = Path.of(entry.absolute(tokenFile));
            if (!Files.isReadable(file)) {
                throw refusal("user '%s': tokenFile %s can't be read"
                        .formatted(entry.value().getName(), file));
            }
            // As with kubectl it overrides a token, and it may be rotated.
            config.setOauthTokenProvider(() -> token(file));
        }
        if (user.getAsUid() != null && !user.getAsUid().isEmpty()) {
            throw refusal(
                    "user '%s': as-uid is not supported".formatted(entry.value().getName()));
        }
        if (user.getAs() != null && !user.getAs().isEmpty()) {
            config.setImpersonateUsername(user.getAs());
            if (user.getAsGroups() != null) {
                config.setImpersonateGroups(user.getAsGroups().toArray(String[]::new));
            }
            if (user.getAsUserExtra() != null) {
                config.setImpersonateExtras(user.getAsUserExtra());
            }
        }
    }

    /** Returns what a token file contains now. */
    static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private <T> Entry<T> named(
            String what,
            String name,
            Function<io.fabric8.kubernetes.api.model.Config, @Nullable List<T>> entries,
            Function<T, String> nameOf) {
        for (Parsed file : files) {
            @Nullable List<T> all = entries.apply(file.content());
            for (T entry : all == null ? List.<T>of() : all) {
                if (nameOf.apply(entry).equals(name)) {
                    return new Entry<>(entry, file.path());
                }
            }
        }
        throw refusal("has no %s '%s', which its current context needs".formatted(what, name));
    }

    private ClusterException refusal(String why) {
        return new ClusterException("%s: %s %s"
                .formatted(source, join(files.stream().map(Parsed::path).toList()), why));
    }

    private static String join(List<Path> files) {
        return String.join(", ", files.stream().map(Path::toString).toList());
    }
}
