package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.Request;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of the cluster is watched, given the settings and the permissions. */
class ScopeTest {
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());

    @BeforeEach
    void threeNamespaces() {
        for (String namespace : new String[] {"a", "b", "c"}) {
            cluster.deployment(namespace, "web", 1, Map.of("app", IMAGE));
        }
    }

    @AfterEach
    void close() {
        server.close();
        github.close();
    }

    @Test
    void allNamespacesAreWatchedWhereNoneIsNamed() throws Exception {
        try (var _ = open(Map.of())) {
            assertThat(github.view()).containsOnlyKeys("a/web/app", "b/web/app", "c/web/app");
        }
    }

    @Test
    void oneNamespaceIsAskedForAlone() throws Exception {
        try (var _ = open(Map.of("-namespace", "b"))) {
            assertThat(github.view()).containsOnlyKeys("b/web/app");
        }
        assertThat(server.requests())
                .filteredOn(request -> !request.resource().equals("namespaces"))
                .extracting(Request::namespace)
                .containsOnly("b");
    }

    @Test
    void namespacesAreLeftOutByTheServer() throws Exception {
        try (var _ = open(Map.of("-exclude-namespaces", "a,c"))) {
            assertThat(github.view()).containsOnlyKeys("b/web/app");
        }
        assertThat(server.requests())
                .filteredOn(request -> !request.resource().equals("namespaces"))
                .extracting(Request::query)
                .allSatisfy(query ->
                        assertThat(query).contains("metadata.namespace!=a").contains("metadata.namespace!=c"));
    }

    @Test
    void whatGoesOutOfScopeIsLeftAlone() throws Exception {
        try (var _ = open(Map.of())) {
            assertThat(github.view()).hasSize(3);
        }
        try (var _ = open(Map.of("-namespace", "b"))) {
            assertThat(github.accepted())
                    .hasSize(3)
                    .extracting(ReceivedRecord::status)
                    .containsOnly("deployed");
        }
    }

    @Test
    void withoutPodsItSaysWhichPermissionIsMissing() {
        server.forbid("pods");

        assertThatThrownBy(() -> open(Map.of("SYNC_TIMEOUT", "2s")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("pods")
                .hasMessageContaining("not synced: no page of a list has arrived for 2 s (SYNC_TIMEOUT)")
                .hasMessageContaining("forbidden")
                .hasMessageContaining("grant list and watch");
    }

    @ParameterizedTest
    @EnumSource
    void withoutAKindOfOwnersItWorksByItsPods(Kind kind) throws Exception {
        server.forbid(kind.plural());
        cluster.statefulSet("d", "db", 1, Map.of("db", IMAGE));
        cluster.daemonSet("d", "agent", 1, Map.of("agent", IMAGE));
        cluster.job("d", "import", IMAGE);
        try (var path = open(Map.of())) {
            assertThat(github.view()).containsKeys("a/web/app", "d/db/db", "d/agent/agent", "d/import/import");

            cluster.rollout("a", "web", "app", "ghcr.io/lab-org/web:v2");
            cluster.deleteDeployment("b", "web", Propagation.BACKGROUND);
            path.settleAt(server);

            assertThat(github.view()).extractingByKey("a/web/app").satisfies(record -> {
                assertThat(record.status()).isEqualTo("deployed");
                assertThat(record.digest()).isEqualTo(digestOf("ghcr.io/lab-org/web:v2"));
            });
            assertThat(github.view())
                    .extractingByKey("b/web/app")
                    .extracting(ReceivedRecord::status)
                    .isEqualTo("decommissioned");
        }
    }

    @Test
    void ownersAreReadAsMetadataOnly() throws Exception {
        try (var _ = open(Map.of())) {
            assertThat(server.requests())
                    .filteredOn(request -> !request.resource().equals("pods"))
                    .isNotEmpty()
                    .extracting(Request::accept)
                    .allSatisfy(accept -> assertThat(accept).contains("as=PartialObjectMetadata"));
            assertThat(server.requests())
                    .filteredOn(request -> request.resource().equals("pods"))
                    .extracting(Request::accept)
                    .noneSatisfy(accept -> assertThat(accept).contains("as=PartialObjectMetadata"));
        }
    }

    @Test
    void aServerThatKnowsNoMetadataOnlyAnswersIsGoodEnough() throws Exception {
        server.withoutPartialMetadata();
        try (var _ = open(Map.of())) {
            assertThat(github.view()).hasSize(3);
        }
    }

    private EndToEndFixture open(Map<String, String> given) throws Exception {
        return EndToEndFixture.open(folder, server, github, given);
    }
}
