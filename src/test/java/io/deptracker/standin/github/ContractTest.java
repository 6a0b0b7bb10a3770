package io.deptracker.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ContractTest {
    private final GitHubStandIn gitHub = GitHubStandIn.start();
    private final Requests requests = new Requests(gitHub);

    @AfterEach
    void close() {
        gitHub.expectViolations();
        requests.close();
        gitHub.close();
    }

    static Stream<Arguments> singleViolations() {
        return Stream.of(
                bent("no digest", "'digest'", body -> body.remove("digest")),
                bent("no status", "'status'", body -> body.remove("status")),
                bent("no logical environment", "'logical_environment'", body -> body.remove("logical_environment")),
                bent("digest in capitals", "/digest: ", body -> body.put("digest", "sha256:" + "A".repeat(64))),
                bent("digest without algorithm", "/digest: ", body -> body.put("digest", "a".repeat(64))),
                bent(
                        "digest and a line end",
                        "/digest: ",
                        body -> body.put("digest", "sha256:" + "a".repeat(64) + "\n")),
                bent("empty version", "/version: ", body -> body.put("version", "")),
                bent("version null", "/version: ", body -> body.putNull("version")),
                bent("long version", "/version: ", body -> body.put("version", "1".repeat(101))),
                bent("long name", "/name: ", body -> body.put("name", "n".repeat(257))),
                bent("long cluster", "/cluster: ", body -> body.put("cluster", "c".repeat(129))),
                bent("unknown status", "/status: ", body -> body.put("status", "gone")),
                bent(
                        "6 tags",
                        "/tags: ",
                        body -> IntStream.range(0, 6)
                                .forEach(i -> body.withObject("tags").put("key" + i, "value"))),
                bent("long tag key", "/tags: ", body -> body.putObject("tags").put("k".repeat(101), "value")),
                bent(
                        "long tag value",
                        "/tags/key: ",
                        body -> body.putObject("tags").put("key", "v".repeat(101))),
                bent(
                        "tag that is not a text",
                        "/tags/key: ",
                        body -> body.putObject("tags").put("key", 1)),
                bent(
                        "unknown risk",
                        "/runtime_risks/0: ",
                        body -> body.putArray("runtime_risks").add("boredom")),
                bent(
                        "risk twice",
                        "/runtime_risks: ",
                        body -> body.putArray("runtime_risks")
                                .add("sensitive-data")
                                .add("sensitive-data")),
                bent(
                        "repository with owner",
                        "/github_repository: ",
                        body -> body.put("github_repository", "acme/image")),
                bent(
                        "repository and a line end",
                        "/github_repository: ",
                        body -> body.put("github_repository", "image\n")),
                bent("return_records as text", "/return_records: ", body -> body.put("return_records", "false")),
                bent("unknown field", "'partial_success'", body -> body.put("partial_success", true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("singleViolations")
    void refusesOneRecord(String fault, String violation, Consumer<ObjectNode> bend) throws Exception {
        ObjectNode body = Requests.single("web", 1);
        bend.accept(body);

        assertRefused(Requests.SINGLE, body, violation);
    }

    static Stream<Arguments> batchViolations() {
        return Stream.of(
                bent("no deployments", "'deployments'", body -> body.remove("deployments")),
                bent("none at all", "/deployments: ", body -> body.putArray("deployments")),
                bent("cluster in the body", "'cluster'", body -> body.put("cluster", "blue")),
                bent(
                        "more than 1000",
                        "/deployments: ",
                        body -> IntStream.range(0, 1000).forEach(i -> add(body, Requests.deployment("more-" + i, 1)))),
                bent("one name twice", "deployment_name twice", body -> add(body, Requests.deployment("web", 2))),
                bent(
                        "one digest, two versions",
                        "one digest with two",
                        body -> add(body, Requests.deployment("api", 1).put("version", "v2"))),
                bent(
                        "one digest, with and without version",
                        "one digest with two",
                        body -> add(body, Requests.deployment("api", 1).without("version"))),
                bent(
                        "one digest, two names",
                        "one digest with two",
                        body -> add(body, Requests.deployment("api", 1).put("name", "other"))),
                bent(
                        "entry without name",
                        "/deployments/1: required property 'name'",
                        body -> add(body, Requests.deployment("api", 2).without("name"))),
                bent(
                        "entry without deployment name",
                        "/deployments/1: required property 'deployment_name'",
                        body -> add(body, Requests.deployment("api", 2).without("deployment_name"))),
                bent(
                        "empty deployment name",
                        "/deployments/1/deployment_name: ",
                        body -> add(body, Requests.deployment("", 2))),
                bent(
                        "unknown field in an entry",
                        "/deployments/1: property 'cluster'",
                        body -> add(body, Requests.deployment("api", 2).put("cluster", "blue"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("batchViolations")
    void refusesBatch(String fault, String violation, Consumer<ObjectNode> bend) throws Exception {
        ObjectNode body = Requests.batch(Requests.deployment("web", 1));
        bend.accept(body);

        assertRefused(Requests.BATCH, body, violation);
    }

    static Stream<Arguments> headerViolations() {
        return Stream.of(
                bentHeader("Accept", "application/json"),
                bentHeader("X-GitHub-Api-Version", "2026-03-10"),
                bentHeader("User-Agent", ""),
                bentHeader("Content-Type", "text/plain"),
                bentHeader("Authorization", "token good"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headerViolations")
    void refusesHeader(String name, Consumer<HttpRequest.Builder> bend) throws Exception {
        assertThat(requests.post(Requests.SINGLE, Requests.single("web", 1), bend)
                        .statusCode())
                .isEqualTo(422);
        assertThat(gitHub.violations()).singleElement().asString().contains("header " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "null", "{\"name\": \"a\", \"name\": \"b\"}", "{} {}"})
    void refusesWhatIsNoRecord(String body) throws Exception {
        assertRefused(Requests.SINGLE, body, ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "blue%2Fgreen", "blue+green"})
    void refusesClusterInThePath(String cluster) throws Exception {
        assertRefused(
                Requests.SINGLE + "/cluster/" + cluster,
                Requests.batch(Requests.deployment("web", 1)),
                "cluster in the path");
    }

    @Test
    void refusesOrgInThePath() throws Exception {
        assertRefused(Requests.SINGLE.replace("acme", "a.b"), Requests.single("web", 1), "org in the path");
    }

    @Test
    void acceptsEverythingAtItsLimit() throws Exception {
        ObjectNode body = Requests.single("d".repeat(256), 1)
                .put("name", "n".repeat(256))
                .put("version", "1".repeat(100))
                .put("physical_environment", "")
                .put("github_repository", "a.b-c_D");
        body.putArray("runtime_risks")
                .add("critical-resource")
                .add("internet-exposed")
                .add("lateral-movement")
                .add("sensitive-data");
        IntStream.range(0, 5).forEach(i -> body.withObject("tags").put("k".repeat(99) + i, "é".repeat(100)));

        assertThat(requests.post(Requests.SINGLE, body).statusCode()).isEqualTo(200);
        assertThat(gitHub.accepted())
                .singleElement()
                .satisfies(record -> assertThat(record.runtimeRisks()).hasSize(4));
        assertThat(gitHub.violations()).isEmpty();
    }

    @Test
    void acceptsThousand() throws Exception {
        ObjectNode body = Requests.batch();
        IntStream.range(0, 1000).forEach(i -> add(body, Requests.deployment("web-" + i, 1)));

        assertThat(requests.post(Requests.BATCH, body).body()).isEqualTo("{\"total_count\":1000}");
    }

    @Test
    void violationFailsTheTestThatClosesIt() throws Exception {
        GitHubStandIn strict = GitHubStandIn.start();
        try (Requests toStrict = new Requests(strict)) {
            toStrict.post(Requests.SINGLE, Requests.single("web", 1).put("version", ""));
        }

        assertThatThrownBy(strict::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(Requests.SINGLE)
                .hasMessageContaining("version");
    }

    private void assertRefused(String path, Object body, String violation) throws Exception {
        assertThat(requests.post(path, body).statusCode()).isEqualTo(422);
        assertThat(gitHub.violations()).singleElement().asString().contains(violation);
        assertThat(gitHub.accepted()).isEmpty();
        assertThat(gitHub.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.records()).isEmpty());
    }

    private static void add(ObjectNode batch, ObjectNode deployment) {
        batch.withArray("deployments").add(deployment);
    }

    private static Arguments bent(String fault, String violation, Consumer<ObjectNode> bend) {
        return Arguments.of(fault, violation, bend);
    }

    private static Arguments bentHeader(String name, String value) {
        Consumer<HttpRequest.Builder> bend = request -> request.setHeader(name, value);
        return Arguments.of(name, bend);
    }
}
