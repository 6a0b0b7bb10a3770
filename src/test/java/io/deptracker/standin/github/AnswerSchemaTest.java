package io.deptracker.standin.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stand-in's responses have the form of GitHub's, in every mode it can be set to. */
class AnswerSchemaTest {
    private static final String KNOWN = Requests.digest(1);
    private static final String OTHER = Requests.digest(2);

    private final GitHubStandIn gitHub = GitHubStandIn.start();
    private final Requests requests = new Requests(gitHub);

    interface Mood {
        void set(GitHubStandIn gitHub);
    }

    @AfterEach
    void close() {
        requests.close();
        gitHub.close();
    }

    static Stream<Arguments> moods() {
        return Stream.of(
                mood("all stored", 200, 200, "stored", _ -> {}),
                mood("forbidden", 403, 207, "error", gitHub -> {
                    gitHub.forbid(KNOWN);
                    gitHub.forbid(OTHER);
                }),
                mood("forbidden as a whole", 403, 403, "error", gitHub -> {
                    gitHub.forbid(KNOWN);
                    gitHub.forbid(OTHER);
                    gitHub.refuseWholeBatches(true);
                }),
                mood("never accepted, artifacts unknown", 404, 207, "error", gitHub -> {
                    gitHub.unknown(KNOWN);
                    gitHub.unknown(OTHER);
                }),
                mood("a batch 404 as a whole", 404, 404, "error", gitHub -> {
                    gitHub.unknown(KNOWN);
                    gitHub.unknown(OTHER);
                    gitHub.refuseWholeBatches(true);
                }),
                mood("one of two unknown", 200, 207, "stored", gitHub -> gitHub.unknown(OTHER)),
                mood("invalid", 422, 422, "error", gitHub -> gitHub.poison(KNOWN)),
                mood("a bad credential", 401, 401, "error", gitHub -> gitHub.acceptOnly("another")));
    }

    private static Arguments mood(String name, int single, int batch, String schema, Mood mood) {
        return Arguments.of(name, single, batch, schema, mood);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moods")
    void answersHaveTheFormOfGitHubs(String name, int single, int batch, String schema, Mood mood) throws Exception {
        mood.set(gitHub);
        assertForm(requests.post(Requests.SINGLE, Requests.single("web", 1)), single, schema);
        ObjectNode both = Requests.batch(Requests.deployment("web", 1), Requests.deployment("api", 2))
                .put("partial_success", true);
        assertForm(requests.post(Requests.BATCH, both), batch, batch == 207 ? "partial" : schema);
    }

    /** A deployment whose record is in doubt is posted once more: the second response is like the first. */
    @Test
    void aRecordThatIsConfirmedIsStoredAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertForm(requests.post(Requests.SINGLE, Requests.single("web", 1)), 200, "stored");
        }
        assertThat(gitHub.accepted()).hasSize(2);
        assertThat(gitHub.viewByIdentity()).hasSize(1);
    }

    private static void assertForm(HttpResponse<String> answer, int status, String schema) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        JsonNode body = RecordJson.MAPPER.readTree(answer.body());
        assertThat(Contract.schema(schema + "-answer.schema.json").validate(body))
                .as("%s against %s", answer.body(), schema)
                .isEmpty();
    }
}
