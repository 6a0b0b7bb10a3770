package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.record.DeploymentRecord;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The 207: some records stored, some not. A record counts as stored only if the response is clear about it. */
@Timeout(60)
class PartialAnswerTest {
    private final ClientFixture fixture = new ClientFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void eachRecordFaresByItsOwnCause() {
        List<Outcome> outcomes = post(
                3,
                "{\"total_count\": 1, \"errors\": [%s, %s]}"
                        .formatted(error("unauthorized", named(2)), error("not_found", named(0))));

        assertThat(outcomes)
                .containsExactly(
                        new UnknownArtifact("HTTP 207: not_found"),
                        new Accepted(),
                        new Forbidden("HTTP 207: unauthorized"));
    }

    @Test
    void standInAnswersSoWithoutAScript() {
        fixture.gitHub.unknown(ClientFixture.digest(0).value());
        fixture.gitHub.forbid(ClientFixture.digest(2).value());

        assertThat(fixture.post(3)).hasExactlyElementsOfTypes(UnknownArtifact.class, Accepted.class, Forbidden.class);
    }

    @Test
    void unknownCauseIsAPassingFaultOfThatRecordAlone() {
        List<Outcome> outcomes =
                post(2, "{\"total_count\": 1, \"errors\": [%s]}".formatted(error("on_holiday", named(1))));

        assertThat(outcomes).hasExactlyElementsOfTypes(Accepted.class, TransientFailure.class);
        assertThat(outcomes.get(1).detail()).contains("on_holiday");
    }

    @Test
    void causeOfAnotherTypeIsAPassingFaultOfThatRecordAlone() {
        List<Outcome> outcomes = post(
                2,
                "{\"total_count\": 1, \"errors\": [{\"cause\": {\"code\": 7}, \"deployment\": %s}]}"
                        .formatted(named(1)));

        assertThat(outcomes).hasExactlyElementsOfTypes(Accepted.class, TransientFailure.class);
    }

    @Test
    void errorWithoutANameIsFoundByItsImage() {
        String error = error(
                "not_found",
                "{\"name\": \"ghcr.io/acme/app-1\", \"digest\": \"%s\"}".formatted(ClientFixture.digest(1)));

        assertThat(post(3, "{\"total_count\": 2, \"errors\": [%s]}".formatted(error)))
                .hasExactlyElementsOfTypes(Accepted.class, UnknownArtifact.class, Accepted.class);
    }

    @Test
    void errorThatFitsSeveralRecordsLeavesThemAllOpen() {
        DeploymentRecord one = ClientFixture.record(1);
        var twin = new DeploymentRecord("shop/twin/main", one.status(), one.artifact(), one.metadata());
        fixture.answer(
                207,
                "{\"total_count\": 1, \"errors\": [%s]}"
                        .formatted(error(
                                "not_found",
                                "{\"name\": \"ghcr.io/acme/app-1\", \"digest\": \"%s\"}"
                                        .formatted(ClientFixture.digest(1)))));

        assertThat(fixture.client.post(ClientFixture.PRODUCTION, List.of(one, twin)))
                .hasOnlyElementsOfType(TransientFailure.class);
    }

    @Test
    void tooFewStoredLeavesTheRestOpen() {
        List<Outcome> outcomes =
                post(4, "{\"total_count\": 2, \"errors\": [%s]}".formatted(error("not_found", named(0))));

        assertThat(outcomes)
                .hasExactlyElementsOfTypes(
                        UnknownArtifact.class, TransientFailure.class, TransientFailure.class, TransientFailure.class);
    }

    @Test
    void errorForARecordThatWasNotSentLeavesTheRestOpen() {
        List<Outcome> outcomes =
                post(2, "{\"total_count\": 2, \"errors\": [%s]}".formatted(error("not_found", named(77))));

        assertThat(outcomes).hasOnlyElementsOfType(TransientFailure.class);
    }

    @Test
    void errorOfWhichNobodyKnowsWhomItMeansLeavesTheRestOpen() {
        List<Outcome> outcomes = post(2, "{\"errors\": [{\"cause\": \"not_found\"}]}");

        assertThat(outcomes).hasOnlyElementsOfType(TransientFailure.class);
    }

    @Test
    void errorsSufficeWhereNoCountIsStated() {
        List<Outcome> outcomes = post(2, "{\"errors\": [%s]}".formatted(error("not_found", named(0))));

        assertThat(outcomes).hasExactlyElementsOfTypes(UnknownArtifact.class, Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"two\"", "{}", "99999999999999999999999"})
    void countThatIsNoneCountsForNothing(String count) {
        List<Outcome> outcomes =
                post(2, "{\"total_count\": %s, \"errors\": [%s]}".formatted(count, error("not_found", named(0))));

        assertThat(outcomes).hasExactlyElementsOfTypes(UnknownArtifact.class, Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Bad gateway</html>",
                "",
                "{}",
                "{\"total_count\": 2}",
                "{\"total_count\": 2, \"errors\": {}}",
                "{\"total_count\": 1, \"errors\": [7, null, \"web\", {}]}",
            })
    void bodyThatIsNotTheApisProvesNothing(String body) {
        assertThat(post(2, body)).hasSize(2).hasOnlyElementsOfType(TransientFailure.class);
    }

    private List<Outcome> post(int count, String body) {
        return fixture.answer(207, body).post(count);
    }

    private static String error(String cause, String deployment) {
        return "{\"cause\": \"%s\", \"deployment\": %s}".formatted(cause, deployment);
    }

    private static String named(int n) {
        DeploymentRecord record = ClientFixture.record(n);
        return "{\"name\": \"%s\", \"digest\": \"%s\", \"deployment_name\": \"%s\"}"
                .formatted(record.artifact().name(), record.artifact().digest(), record.deploymentName());
    }
}
