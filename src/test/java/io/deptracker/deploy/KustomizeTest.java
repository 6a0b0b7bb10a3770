package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** deploy/kustomize, rendered by kubectl. */
class KustomizeTest {
    private static final Path MANIFEST = Path.of("deploy/manifest.yaml");
    private static final Path BASE = Path.of("deploy/kustomize/base");
    private static final Path OVERLAYS = Path.of("deploy/kustomize/overlays");
    private static final Pattern VERSION = Pattern.compile("Kustomize Version: v(\\d+)\\.");

    /** The Kustomize of kubectl 1.22; older ones know neither today's fields nor how to change a kind. */
    private static final int FIRST_GOOD = 4;

    static Rendered build(Path folder) throws Exception {
        var kubectl = new Tool("kubectl");
        Matcher version = VERSION.matcher(kubectl.run("version", "--client").output());
        Tool.skipUnless(
                version.find() && Integer.parseInt(version.group(1)) >= FIRST_GOOD,
                "kubectl is older than 1.22, or does not tell its kustomize's version");
        Tool.Run run = kubectl.run("kustomize", folder.toString());
        assertThat(run.exitCode()).as(run.output()).isZero();
        return Rendered.parse(run.output());
    }

    /**
     * The manifest is a link to the base's file: Kustomize reads no file outside its folder, so the base has the file.
     */
    @Test
    void theManifestIsTheBasesFile() throws Exception {
        assertThat(MANIFEST).isSymbolicLink();
        assertThat(MANIFEST.toRealPath())
                .isEqualTo(BASE.resolve("manifest.yaml").toRealPath());
    }

    @Test
    void theBaseComesToTheManifestsObjects() throws Exception {
        assertThat(build(BASE).text()).isEqualTo(Rendered.read(MANIFEST).text());
    }

    @Test
    void inASingleNamespaceThereIsNoRightBesideIt() throws Exception {
        Rendered base = build(BASE);
        Rendered single = build(OVERLAYS.resolve("single-namespace"));
        assertThat(single.kinds())
                .containsExactly("Namespace", "Role", "RoleBinding", "Service", "ServiceAccount", "StatefulSet");
        Set<String> namespaces = single.settings().kubernetes().tracked().namespaces();
        assertThat(namespaces).hasSize(1);
        String watched = namespaces.iterator().next();
        assertThat(List.of(single.the("Role"), single.the("RoleBinding")))
                .allSatisfy(object ->
                        assertThat(object.at("/metadata/namespace").asString()).isEqualTo(watched));
        assertThat(single.the("Role").path("rules").valueStream())
                .containsExactlyElementsOf(Rendered.grantedInANamespace(base.the("ClusterRole")));
        ObjectNode binding = single.the("RoleBinding");
        assertThat(binding.at("/roleRef/kind").asString()).isEqualTo("Role");
        assertThat(binding.at("/roleRef/name")).isEqualTo(single.the("Role").at("/metadata/name"));
        assertThat(binding.path("subjects"))
                .isEqualTo(base.the("ClusterRoleBinding").path("subjects"));

        assertThat(rest(single).map(KustomizeTest::withoutArgs).text())
                .isEqualTo(rest(base).text());
    }

    private static Rendered rest(Rendered all) {
        return all.without("Role").without("RoleBinding").without("ClusterRole").without("ClusterRoleBinding");
    }

    private static ObjectNode withoutArgs(ObjectNode object) {
        if (object.at("/spec/template/spec/containers/0") instanceof ObjectNode container) {
            container.remove("args");
        }
        return object;
    }

    @Test
    void aGitHubAppTakesTheTokensPlace() throws Exception {
        Rendered app = build(OVERLAYS.resolve("github-app"));
        String mounted = app.container()
                .path("volumeMounts")
                .valueStream()
                .filter(mount -> mount.path("name").asString().equals("token"))
                .map(mount -> mount.path("mountPath").asString())
                .findFirst()
                .orElseThrow();
        assertThat(app.settings().github().credential())
                .isEqualTo(new Settings.GitHubCredential.App(
                        "1", 1, new Settings.AppKey.File(Path.of(mounted, "private-key.pem"))));
        assertThat(app.settings().remarks()).isEmpty();
        assertThat(app.environment()).doesNotContainKey("API_TOKEN_FILE");
        assertThat(Files.readString(OVERLAYS.resolve("github-app/kustomization.yaml")))
                .contains("create secret generic %s --from-file=private-key.pem=".formatted(secret(app)));

        Rendered base = build(BASE);
        assertThat(app.without("StatefulSet").text())
                .isEqualTo(base.without("StatefulSet").text());
        assertThat(app.pod().path("volumes")).isEqualTo(base.pod().path("volumes"));
    }

    private static String secret(Rendered rendered) {
        return rendered.pod().at("/volumes/0/secret/secretName").asString();
    }
}
