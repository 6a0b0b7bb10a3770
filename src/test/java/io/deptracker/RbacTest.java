package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterController;
import io.deptracker.cluster.KubernetesAccess;
import io.deptracker.config.SettingsReader;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.Request;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest's role, compared with the calls that the program makes. */
class RbacTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Permission(String verb, String resource) {}

    @TempDir
    private Path folder;

    @Test
    void everyCallIsGrantedAndNothingElse() throws Exception {
        List<PolicyRule> rules = Manifest.parse(Files.readString(Path.of("deploy/manifest.yaml")))
                .the(ClusterRole.class)
                .getRules();
        Set<Permission> called = calls();
        assertThat(granted(rules)).containsAll(called);
        assertThat(rules)
                .flatExtracting(PolicyRule::getResources)
                .containsExactlyInAnyOrderElementsOf(
                        called.stream().map(Permission::resource).collect(Collectors.toSet()));
        // By custom, roles that list and watch may get single objects too, which discloses nothing more.
        assertThat(rules).allSatisfy(rule -> assertThat(rule.getVerbs()).containsExactly("get", "list", "watch"));
        assertThat(rules)
                .allSatisfy(rule -> assertThat(rule.getApiGroups())
                        .containsExactly(rule.getResources().stream()
                                .map(RbacTest::group)
                                .distinct()
                                .toArray(String[]::new)));
    }

    @Test
    void theReadmeSaysWhatIsGranted() throws Exception {
        List<PolicyRule> rules = Manifest.parse(Files.readString(Path.of("deploy/manifest.yaml")))
                .the(ClusterRole.class)
                .getRules();
        Set<Permission> written = ReadmeTable.rows("resource").stream()
                .flatMap(row -> ReadmeTable.code(row.get(0)).stream()
                        .flatMap(resource ->
                                ReadmeTable.code(row.get(1)).stream().map(verb -> new Permission(verb, resource))))
                .collect(Collectors.toSet());
        assertThat(written).isEqualTo(granted(rules));
    }

    private static Set<Permission> granted(List<PolicyRule> rules) {
        return rules.stream()
                .flatMap(rule -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> new Permission(verb, resource))))
                .collect(Collectors.toSet());
    }

    private static String group(String resource) {
        return switch (resource) {
            case "pods", "replicationcontrollers", "namespaces" -> "";
            case "jobs", "cronjobs" -> "batch";
            default -> "apps";
        };
    }

    /** Returns what is requested from the API server, from the first list to the watch of everything. */
    private Set<Permission> calls() throws Exception {
        var settings = SettingsReader.read(
                Map.of("ORG", "o", "LOGICAL_ENVIRONMENT", "l", "CLUSTER", "c", "API_TOKEN", "t"), Map.of());
        try (var server = new ApiServerStandIn();
                var outbox = Outbox.open(folder.resolve("outbox.db"));
                var client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
                var cluster = new ClusterController(
                        client,
                        settings,
                        new Intake(outbox, InstantSource.system(), () -> {}),
                        new SimpleMeterRegistry(),
                        InstantSource.system(),
                        () -> {})) {
            cluster.start();
            var resources = new HashSet<String>();
            for (Request request : server.requests()) {
                resources.add(request.resource());
            }
            for (String resource : resources) {
                server.awaitWatches(resource, 1, PATIENCE);
            }
            return server.requests().stream()
                    .map(request -> new Permission(request.verb(), request.resource()))
                    .collect(Collectors.toSet());
        }
    }
}
