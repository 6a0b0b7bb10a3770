package io.deptracker.standin.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AppEndpointsTest {
    private final GitHubStandIn gitHub =
            GitHubStandIn.start(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")));
    private final Requests requests = new Requests(gitHub);

    @AfterEach
    void close() {
        requests.close();
        gitHub.close();
    }

    @Test
    void givesInstallationTokens() throws Exception {
        JsonNode first = json(requests.post("/app/installations/7/access_tokens", "{}"), 201);
        gitHub.app().lifetime(Duration.ofMinutes(5));
        JsonNode second = json(requests.post("/app/installations/7/access_tokens", ""), 201);

        assertThat(first.path("expires_at").asString()).isEqualTo("2026-05-01T13:00:00Z");
        assertThat(second.path("expires_at").asString()).isEqualTo("2026-05-01T12:05:00Z");
        assertThat(gitHub.app().tokens())
                .containsExactly(
                        first.path("token").asString(), second.path("token").asString())
                .doesNotHaveDuplicates();
        assertThat(gitHub.calls()).isEmpty();
    }

    @Test
    void namesTheAppAndItsInstallation() throws Exception {
        assertThat(json(requests.get("/app"), 200).path("id").asInt()).isEqualTo(1);
        JsonNode installation = json(requests.get("/app/installations/7"), 200);
        assertThat(installation.path("id").asInt()).isEqualTo(7);
        assertThat(installation.path("access_tokens_url").asString())
                .isEqualTo(gitHub.baseUrl() + "/app/installations/7/access_tokens");
    }

    @Test
    void givesNoTokenToAnyone() throws Exception {
        json(
                requests.post("/app/installations/7/access_tokens", "", r -> r.setHeader("Authorization", "Basic x")),
                401);

        assertThat(gitHub.app().tokens()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/zen", "/app/installations/x", "/app/installations/7/access_tokens", Requests.SINGLE})
    void knowsNoOtherRequest(String path) throws Exception {
        assertThat(json(requests.get(path), 404).path("message").asString()).isEqualTo("Not Found");
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        return RecordJson.MAPPER.readTree(answer.body());
    }
}
