package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the places that name a cluster: a flag, KUBECONFIG, the cluster this runs in, the home folder. */
class KubernetesAccessTest {
    @TempDir
    Path folder;

    @Test
    void theFlagComesFirst() throws Exception {
        Path flagged = kubeconfig("flagged");
        var variables = everything();

        assertThat(config(Optional.of(flagged), variables).getMasterUrl()).contains("flagged");
    }

    @Test
    void thenTheVariable() throws Exception {
        assertThat(config(Optional.empty(), everything()).getMasterUrl()).contains("variable");
    }

    @Test
    void thenTheClusterThisRunsInWithATokenThatMayChange() throws Exception {
        var variables = everything();
        variables.remove("KUBECONFIG");

        Config config = config(Optional.empty(), variables);

        assertThat(config.getMasterUrl()).isEqualTo("https://[fd00::1]:6443/");
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("first");
        Files.writeString(folder.resolve("token"), "second\n");
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("second");
    }

    @Test
    void lastTheHomeFolder() throws Exception {
        var variables = everything();
        variables.remove("KUBECONFIG");
        variables.remove("KUBERNETES_SERVICE_HOST");

        assertThat(config(Optional.empty(), variables).getMasterUrl()).contains("home");
    }

    @Test
    void withoutAnyItSaysWhatToGive() {
        assertThatThrownBy(() -> config(Optional.empty(), Map.of("HOME", folder.toString())))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("-kubeconfig")
                .hasMessageContaining("KUBECONFIG")
                .hasMessageContaining(folder + "/.kube/config");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithWhereItWasGiven() {
        assertThatThrownBy(() -> config(Optional.of(Path.of("/nowhere")), Map.of()))
                .hasMessage("-kubeconfig: /nowhere can't be read");
        assertThatThrownBy(() -> config(Optional.empty(), Map.of("KUBECONFIG", "/nowhere")))
                .hasMessage("KUBECONFIG: /nowhere can't be read");
    }

    @Test
    void aFileThatIsNoKubeconfigIsSaidToBeNone() throws Exception {
        Path file = Files.writeString(folder.resolve("notes"), "{ this is no YAML");

        assertThatThrownBy(() -> config(Optional.of(file), Map.of()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is not a kubeconfig file");
    }

    /** Returns variables with all places at once. */
    private Map<String, String> everything() throws IOException {
        Files.writeString(folder.resolve("token"), "first\n");
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve(".kube"));
        Files.copy(kubeconfig("home"), home.resolve(".kube/config"));
        return new HashMap<>(Map.of(
                "KUBECONFIG",
                kubeconfig("variable").toString(),
                "KUBERNETES_SERVICE_HOST",
                "fd00::1",
                "KUBERNETES_SERVICE_PORT",
                "6443",
                "HOME",
                home.toString()));
    }

    private Path kubeconfig(String host) throws IOException {
        try (var server = new ApiServerStandIn()) {
            Path of = Files.createDirectories(folder.resolve("of-" + host));
            Path written = server.kubeconfig(of);
            return Files.writeString(
                    of.resolve("named"),
                    Files.readString(written).replaceAll("http://[^\\s]*", "http://" + host + ":1"));
        }
    }

    private Config config(Optional<Path> kubeconfig, Map<String, String> variables) {
        return KubernetesAccess.config(kubeconfig, variables, folder);
    }
}
