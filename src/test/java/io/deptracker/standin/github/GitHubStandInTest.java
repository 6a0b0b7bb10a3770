package io.deptracker.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deptracker.standin.github.ReceivedRecord.Identity;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GitHubStandInTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final String WEB = Requests.digest(1);

    private final GitHubStandIn gitHub = GitHubStandIn.start(InstantSource.fixed(NOW));
    private final Requests requests = new Requests(gitHub);

    @AfterEach
    void close() {
        requests.close();
        gitHub.close();
    }

    @Test
    void storesOneRecord() throws Exception {
        ObjectNode body = Requests.single("web", 1).put("github_repository", "image");
        body.putObject("tags").put("team", "shop");
        body.putArray("runtime_risks").add("sensitive-data");

        assertThat(requests.post(Requests.SINGLE, body).body()).isEqualTo("{\"total_count\":1}");

        ReceivedRecord record = new ReceivedRecord(
                "production",
                "eu-1",
                "blue",
                "web",
                "ghcr.io/acme/image-1",
                WEB,
                "v1",
                "deployed",
                Map.of("team", "shop"),
                Set.of("sensitive-data"),
                "image");
        assertThat(gitHub.accepted()).containsExactly(record);
        assertThat(gitHub.view()).containsExactly(Map.entry("web", record));
        assertThat(gitHub.viewByIdentity())
                .containsExactly(Map.entry(new Identity("production", "eu-1", "blue", "web"), record));
        assertThat(gitHub.calls()).singleElement().satisfies(call -> {
            assertThat(call.at()).isEqualTo(NOW);
            assertThat(call.path()).isEqualTo(Requests.SINGLE);
            assertThat(call.headers()).containsEntry("authorization", "Bearer good");
            assertThat(call.body()).isEqualTo(body.toString());
            assertThat(call.records()).containsExactly(record);
            assertThat(call.batch()).isFalse();
        });
    }

    @Test
    void storesBatchAndTakesPlaceAndClusterFromOutsideTheEntries() throws Exception {
        HttpResponse<String> answer = requests.post(
                Requests.BATCH,
                Requests.batch(
                        Requests.deployment("web", 1),
                        Requests.deployment("api", 2).put("status", "decommissioned")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"total_count\":2}");
        assertThat(gitHub.viewByIdentity())
                .containsOnlyKeys(
                        new Identity("production", "eu-1", "blue", "web"),
                        new Identity("production", "eu-1", "blue", "api"));
        assertThat(gitHub.view())
                .extractingByKey("web")
                .extracting(ReceivedRecord::status)
                .isEqualTo("deployed");
        assertThat(gitHub.view())
                .extractingByKey("api")
                .extracting(ReceivedRecord::status)
                .isEqualTo("decommissioned");
    }

    @Test
    void laterRecordOfAnIdentityTakesTheEarliersPlace() throws Exception {
        postSingle("web", 1);
        postSingle("web", 2);
        requests.post(Requests.SINGLE, Requests.single("web", 3).put("cluster", "green"));
        postSingle("web", 4);

        assertThat(gitHub.accepted())
                .extracting(ReceivedRecord::digest)
                .containsExactly(Requests.digest(1), Requests.digest(2), Requests.digest(3), Requests.digest(4));
        assertThat(gitHub.viewByIdentity()).hasSize(2);
        assertThat(gitHub.view())
                .extractingByKey("web")
                .extracting(ReceivedRecord::digest)
                .isEqualTo(Requests.digest(4));
    }

    @Test
    void answersNotFoundUntilTheAttestationIsPublished() throws Exception {
        gitHub.unknown(WEB);
        assertAnswer(postSingle("web", 1), 404, "no artifacts found");
        assertThat(gitHub.accepted()).isEmpty();

        gitHub.publish(WEB);
        assertThat(postSingle("web", 1).statusCode()).isEqualTo(200);
    }

    @Test
    void answersForbiddenUntilAllowed() throws Exception {
        gitHub.forbid(WEB);
        gitHub.publish(WEB);
        assertAnswer(postSingle("web", 1), 403, "Resource not accessible by integration");

        gitHub.allow(WEB);
        assertThat(postSingle("web", 1).statusCode()).isEqualTo(200);
    }

    @Test
    void batchWithPartialSuccessStoresTheRest() throws Exception {
        gitHub.unknown(WEB);
        gitHub.forbid(Requests.digest(2));

        HttpResponse<String> answer = requests.post(Requests.BATCH, three());

        assertThat(answer.statusCode()).isEqualTo(207);
        JsonNode body = RecordJson.MAPPER.readTree(answer.body());
        assertThat(body.path("total_count").asInt()).isEqualTo(1);
        assertThat(body.at("/errors/0/cause").asString()).isEqualTo("not_found");
        assertThat(body.at("/errors/0/deployment/digest").asString()).isEqualTo(WEB);
        assertThat(body.at("/errors/0/deployment/name").asString()).isEqualTo("ghcr.io/acme/image-1");
        assertThat(body.at("/errors/1/cause").asString()).isEqualTo("unauthorized");
        assertThat(body.at("/errors/1/deployment/deployment_name").asString()).isEqualTo("api");
        assertThat(gitHub.view()).containsOnlyKeys("jobs");
    }

    @Test
    void batchWithoutPartialSuccessIsRefusedWhole() throws Exception {
        gitHub.unknown(WEB);
        ObjectNode allOrNothing = three().put("partial_success", false);
        assertAnswer(requests.post(Requests.BATCH, allOrNothing), 404, "no artifacts found");

        gitHub.forbid(WEB);
        assertAnswer(
                requests.post(Requests.BATCH, allOrNothing.without("partial_success")),
                403,
                "Resource not accessible by integration");
        assertThat(gitHub.accepted()).isEmpty();
    }

    @Test
    void poisonSpoilsTheWholeCallAndIsNoViolation() throws Exception {
        gitHub.poison(WEB);

        assertThat(postSingle("web", 1).statusCode()).isEqualTo(422);
        assertThat(requests.post(Requests.BATCH, three()).statusCode()).isEqualTo(422);
        assertThat(gitHub.accepted()).isEmpty();
        assertThat(gitHub.violations()).isEmpty();
    }

    @Test
    void knowsOneCredentialOnlyIfToldSo() throws Exception {
        gitHub.acceptOnly("other");
        assertAnswer(postSingle("web", 1), 401, "Bad credentials");
        assertThat(gitHub.accepted()).isEmpty();

        gitHub.acceptOnly("good");
        assertThat(postSingle("web", 1).statusCode()).isEqualTo(200);

        gitHub.acceptOnly("other");
        gitHub.acceptAnyToken();
        assertThat(postSingle("web", 1).statusCode()).isEqualTo(200);
    }

    @Test
    void forgetsCallsAndKeepsTheView() throws Exception {
        postSingle("web", 1);

        gitHub.forgetCalls();

        assertThat(gitHub.calls()).isEmpty();
        assertThat(gitHub.accepted()).isEmpty();
        assertThat(gitHub.view()).containsOnlyKeys("web");
    }

    @Test
    void keepsItsViewInFile(@TempDir Path folder) throws Exception {
        requests.post(Requests.BATCH, three());
        gitHub.save(folder.resolve("view.json"));

        try (GitHubStandIn next = GitHubStandIn.start()) {
            next.load(folder.resolve("view.json"));
            assertThat(next.viewByIdentity()).isEqualTo(gitHub.viewByIdentity());
            next.load(folder.resolve("absent.json"));
            assertThat(next.view()).isEmpty();
        }
    }

    @Test
    void saysWhatItSawWhenItWaitedInVain() throws Exception {
        postSingle("web", 1);

        gitHub.awaitAccepted(1, Duration.ZERO);
        assertThatThrownBy(() -> gitHub.awaitAccepted(2, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 accepted records, saw 1")
                .hasMessageContaining("web deployed " + WEB);
        assertThatThrownBy(() -> gitHub.awaitCalls(2, Duration.ofMillis(1)))
                .hasMessageContaining(Requests.SINGLE)
                .hasMessageNotContaining("Bearer");
    }

    private HttpResponse<String> postSingle(String deploymentName, int image) throws Exception {
        return requests.post(Requests.SINGLE, Requests.single(deploymentName, image));
    }

    private static ObjectNode three() {
        return Requests.batch(
                Requests.deployment("web", 1), Requests.deployment("api", 2), Requests.deployment("jobs", 3));
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(RecordJson.MAPPER.readTree(answer.body()).path("message").asString())
                .isEqualTo(message);
    }
}
