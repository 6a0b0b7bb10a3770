package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ReplayServer;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server sent, byte for byte, to the real client, without the stand-in in between. */
class ReplayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DEPLOYED = "deployed rec-protocol/web/web ghcr.io/lab-org/web:v1";
    private static final String GONE = "decommissioned rec-protocol/web/web ghcr.io/lab-org/web:v1";

    /** Numbers of the recorded exchanges. */
    private static final int NO_REPLICA_SETS = 1;

    private static final int NO_DEPLOYMENTS = 5;
    private static final int NO_PODS = 15;
    private static final int TOO_OLD = 31;
    private static final int PODS_REFUSED = 39;
    private static final int DEPLOYMENTS_REFUSED = 40;

    @TempDir
    Path folder;

    private final GitHubStandIn github = GitHubStandIn.start();
    private final ReplayServer server = ReplayServer.ofNewCluster();

    private String[] pages;
    private String[] podEvents;
    private String[] deploymentEvents;

    @BeforeEach
    void read() throws Exception {
        pages = new String[] {recorded("list-page-1.json"), recorded("list-page-2.json"), recorded("list-page-3.json")};
        // The lists of this watch, up to its bookmark, are what the pages contain.
        podEvents = recorded("pods-watchlist.jsonl")
                .lines()
                .filter(line -> !line.startsWith("{\"type\":\"ADDED\""))
                .toArray(String[]::new);
        deploymentEvents =
                recorded("deployments-watchlist-as-metadata.jsonl").lines().toArray(String[]::new);
    }

    @AfterEach
    void close() {
        server.close();
        github.close();
    }

    @Test
    void aNewClusterIsEmptyAndIsWatched() throws Exception {
        try (var path = open()) {
            path.settle();
            assertThat(server.requests("pods")).hasSize(2);
            assertThat(server.requests("pods").getLast()).contains("resourceVersion=5234");
        }
        assertThat(github.accepted()).isEmpty();
    }

    @Test
    void pagesMetadataAndEventsBecomeRecords() throws Exception {
        server.lists("pods", pages)
                .lists("replicasets", recorded("replicasets-as-metadata.json"))
                .openWatch("pods", podEvents)
                .openWatch("deployments", deploymentEvents);
        try (var path = open()) {
            await().atMost(PATIENCE).until(() -> tags().contains(Map.of("team", "search")));
            path.settle();
        }
        assertThat(records()).containsOnly(DEPLOYED);
        assertThat(server.requests("pods").subList(0, 3))
                .satisfiesExactly(
                        first -> assertThat(first).doesNotContain("continue="),
                        second -> assertThat(second).contains("continue=" + token(pages[0])),
                        third -> assertThat(third).contains("continue=" + token(pages[1])));
    }

    @Test
    void a410InsideAWatchIsFollowedByAListThatMayBeEmpty() throws Exception {
        String tooOld = ReplayServer.recordedBody(TOO_OLD).strip();
        server.lists("pods", pages[0], pages[1], pages[2], ReplayServer.recordedBody(NO_PODS))
                .lists(
                        "replicasets",
                        recorded("replicasets-as-metadata.json"),
                        ReplayServer.recordedBody(NO_REPLICA_SETS))
                .lists(
                        "deployments",
                        ReplayServer.recordedBody(NO_DEPLOYMENTS),
                        ReplayServer.recordedBody(NO_DEPLOYMENTS))
                .watch("pods", tooOld)
                .watch("replicasets", tooOld)
                .watch("deployments", deploymentEvents[0], deploymentEvents[1], tooOld);
        try (var path = open()) {
            await().atMost(PATIENCE).until(() -> records().contains(GONE));
            path.settle();
        }
        assertThat(records()).last().isEqualTo(GONE);
        assertThat(records().subList(0, records().size() - 1)).containsOnly(DEPLOYED);
        assertThat(server.requests("pods").stream().filter(request -> request.startsWith("list")))
                .hasSize(4);
    }

    @Test
    void aWatchGoesOnFromItsBookmark() throws Exception {
        server.lists("pods", pages)
                .lists("replicasets", recorded("replicasets-as-metadata.json"))
                .openWatch("deployments", deploymentEvents[0])
                // A bookmark that is newer than the list, and then the end that every watch has.
                .watch("pods", podEvents[0].replace("\"1046\"", "\"1051\""))
                .openWatch("pods", podEvents);
        try (var path = open()) {
            await().atMost(PATIENCE).until(() -> watches().size() == 2);
            path.settle();
        }
        assertThat(watches().get(0)).contains("resourceVersion=1046");
        assertThat(watches().get(1)).contains("resourceVersion=1051");
        assertThat(records()).containsExactly(DEPLOYED);
    }

    @Test
    void anOptionalKindThatIsRefusedIsDoneWithout() throws Exception {
        server.lists("pods", pages)
                .lists("replicasets", recorded("replicasets-as-metadata.json"))
                .listsAsIn(DEPLOYMENTS_REFUSED);
        try (var path = open()) {
            path.settle();
        }
        assertThat(records()).containsExactly(DEPLOYED);
    }

    @Test
    void podsThatAreRefusedAreReportedInTheServersWords() {
        server.listsAsIn(PODS_REFUSED);
        assertThatThrownBy(() ->
                        EndToEndFixture.open(folder, server.kubeconfig(folder), github, Map.of("SYNC_TIMEOUT", "5s")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("pods is forbidden: User \"system:serviceaccount:protocol:few\" cannot list");
    }

    private EndToEndFixture open() throws Exception {
        return EndToEndFixture.open(folder, server.kubeconfig(folder), github, Map.of());
    }

    private List<String> watches() {
        return server.requests("pods").stream()
                .filter(request -> request.startsWith("watch"))
                .toList();
    }

    private List<String> records() {
        return github.accepted().stream().map(EndToEndFixture::text).toList();
    }

    private List<Map<String, String>> tags() {
        return github.accepted().stream().map(ReceivedRecord::tags).toList();
    }

    private static String token(String page) {
        var token = Pattern.compile("\"continue\": ?\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static String recorded(String file) throws Exception {
        try (InputStream in = ReplayTest.class.getResourceAsStream("/recordings/protocol/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
