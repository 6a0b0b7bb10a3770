package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kubeconfig is read as kubectl reads it, or the error names what is not supported. */
class KubeconfigTest {
    /** Kubeconfigs that are not usable, each with its error. */
    enum Unusable {
        NO_CURRENT_CONTEXT("current-context: here", "current-context: ''", "has no current-context"),
        NO_SUCH_CONTEXT("current-context: here", "current-context: there", "has no context 'there'"),
        NO_SUCH_CLUSTER("cluster: main", "cluster: other", "has no cluster 'other'"),
        NO_SUCH_USER("user: me}", "user: you}", "has no user 'you'"),
        NO_TOKEN_FILE("token: secret", "tokenFile: /nowhere/token", "tokenFile /nowhere/token can't be read"),
        TLS_SERVER_NAME("server: ", "tls-server-name: api, server: ", "tls-server-name is not supported"),
        AS_UID("token: secret", "token: secret, as: deployer, as-uid: '7'", "as-uid is not supported"),
        NO_SERVER("server: http://one:1", "certificate-authority: ca.crt", "has no server");

        private final String part;
        private final String instead;
        private final String message;

        Unusable(String part, String instead, String message) {
            this.part = part;
            this.instead = instead;
            this.message = message;
        }
    }

    private static final String WHOLE = """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: main, user: me}}]
            clusters: [{name: main, cluster: {server: http://one:1}}]
            users: [{name: me, user: {token: secret}}]
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatCannotBeUsedIsNamed(Unusable unusable) throws Exception {
        assertThat(WHOLE).contains(unusable.part);
        Path file = write("config", WHOLE.replace(unusable.part, unusable.instead));
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("KUBECONFIG: " + file + " ")
                .hasMessageContaining(unusable.message);
    }

    @Test
    void aTokenFileIsReadAgainWheneverItIsRotated() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        Path token = write("keys/token", "first\n");
        Config config = read(write("config", WHOLE.replace("token: secret", "token: stale, tokenFile: keys/token")));

        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("first");
        Files.writeString(token, "second\n");
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("second");
    }

    @Test
    void theTokenOfATokenFileReachesTheServer() throws Exception {
        write("token", "of-a-file\n");
        try (var server = new ApiServerStandIn()) {
            Path file = write(
                    "config",
                    WHOLE.replace("http://one:1", server.url())
                            .replace("token: secret", "tokenFile: token, as: deployer"));
            var sent = new Headers();
            try (var client = new io.fabric8.kubernetes.client.KubernetesClientBuilder()
                    .withConfig(read(file))
                    .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("test", sent))
                    .build()) {
                client.pods().inAnyNamespace().list();
            }
            assertThat(Objects.requireNonNull(sent.last).header("Authorization"))
                    .isEqualTo("Bearer of-a-file");
            assertThat(Objects.requireNonNull(sent.last).header("Impersonate-User"))
                    .isEqualTo("deployer");
        }
    }

    @Test
    void ofSeveralFilesTheFirstThatHasAnEntryDecides() throws Exception {
        Files.createDirectories(folder.resolve("b"));
        write("b/ca.crt", "a certificate");
        Path first = write("first", """
                current-context: here
                contexts: [{name: here, context: {cluster: main, user: me}}]
                users: [{name: me, user: {token: of-the-first}}]
                """);
        Path second = write("b/second", """
                current-context: elsewhere
                contexts: [{name: here, context: {cluster: other, user: me}}]
                clusters: [{name: main, cluster: {server: 'https://two:1', certificate-authority: ca.crt}}]
                users: [{name: me, user: {token: of-the-second}}]
                """);

        Config config = read(folder.resolve("missing"), first, second);

        assertThat(config.getMasterUrl()).startsWith("https://two:1");
        assertThat(config.getCaCertFile()).isEqualTo(folder.resolve("b/ca.crt").toString());
        assertThat(config.getAutoOAuthToken()).isEqualTo("of-the-first");
    }

    @Test
    void aCredentialPluginNeedsItsContextInTheSameFile() throws Exception {
        String plugin = "exec: {apiVersion: client.authentication.k8s.io/v1, command: 'true', interactiveMode: Never}";
        Path first = write("first", WHOLE.replaceAll("users:.*", ""));
        Path second = write("second", "users: [{name: me, user: {%s}}]".formatted(plugin));
        assertThatThrownBy(() -> read(first, second))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("kubectl config view --flatten");
    }

    @Test
    void anEmptyFileIsNoKubeconfig() throws Exception {
        Path file = write("config", "");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is not a kubeconfig file");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Config read(Path... files) {
        String named = Arrays.stream(files).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return KubernetesAccess.config(Optional.empty(), Map.of("KUBECONFIG", named), folder);
    }

    /** Keeps the headers of the last request. */
    private static final class Headers implements io.fabric8.kubernetes.client.http.Interceptor {
        private volatile @Nullable HttpRequest last;

        @Override
        public void after(
                HttpRequest request,
                io.fabric8.kubernetes.client.http.HttpResponse<?> response,
                io.fabric8.kubernetes.client.http.AsyncBody.Consumer<java.util.List<java.nio.ByteBuffer>> consumer) {
            last = request;
        }
    }
}
