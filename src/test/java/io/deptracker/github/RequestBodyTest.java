package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.Accepted;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import io.deptracker.record.Status;
import io.deptracker.standin.github.Call;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** The exact bytes that are sent. */
@Timeout(30)
class RequestBodyTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final DeploymentRecord FULL = new DeploymentRecord(
            "shop/web/main",
            Status.DEPLOYED,
            new Artifact("ghcr.io/acme/web", ClientFixture.digest(1), "v1"),
            new Metadata(
                    Map.of("team", "shop"),
                    EnumSet.of(RuntimeRisk.INTERNET_EXPOSED, RuntimeRisk.SENSITIVE_DATA),
                    "web"));
    private static final DeploymentRecord BARE = new DeploymentRecord(
            "shop/job/main",
            Status.DECOMMISSIONED,
            new Artifact("ghcr.io/acme/job", ClientFixture.digest(2), null),
            Metadata.NONE);

    private final ClientFixture fixture = new ClientFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void postsOneRecordToTheSingleEndpoint() {
        List<Outcome> outcomes = fixture.client.post(ClientFixture.PRODUCTION, List.of(FULL));

        assertThat(outcomes).containsExactly(new Accepted());
        Call call = fixture.onlyCall();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("/orgs/acme/artifacts/metadata/deployment-record");
        assertBody(call, """
                {"name": "ghcr.io/acme/web",
                 "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001",
                 "version": "v1", "status": "deployed",
                 "logical_environment": "production", "physical_environment": "eu-1", "cluster": "blue",
                 "deployment_name": "shop/web/main", "tags": {"team": "shop"},
                 "runtime_risks": ["internet-exposed", "sensitive-data"], "github_repository": "web",
                 "return_records": false}""");
    }

    @Test
    void leavesOutOfOneRecordWhatIsEmpty() {
        fixture.client.post(new Environment("production", "", "blue"), List.of(BARE));

        assertBody(fixture.onlyCall(), """
                {"name": "ghcr.io/acme/job",
                 "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000002",
                 "status": "decommissioned", "logical_environment": "production", "cluster": "blue",
                 "deployment_name": "shop/job/main", "return_records": false}""");
    }

    @Test
    void postsSeveralRecordsToTheClustersEndpoint() {
        List<Outcome> outcomes = fixture.client.post(ClientFixture.PRODUCTION, List.of(FULL, BARE));

        assertThat(outcomes).containsExactly(new Accepted(), new Accepted());
        Call call = fixture.onlyCall();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("/orgs/acme/artifacts/metadata/deployment-record/cluster/blue");
        assertBody(call, """
                {"logical_environment": "production", "physical_environment": "eu-1",
                 "deployments": [
                   {"name": "ghcr.io/acme/web",
                    "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001",
                    "version": "v1", "status": "deployed", "deployment_name": "shop/web/main",
                    "tags": {"team": "shop"}, "runtime_risks": ["internet-exposed", "sensitive-data"],
                    "github_repository": "web"},
                   {"name": "ghcr.io/acme/job",
                    "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000002",
                    "status": "decommissioned", "deployment_name": "shop/job/main"}],
                 "partial_success": true, "return_records": false}""");
    }

    @Test
    void leavesOutOfABatchWhatIsEmpty() {
        fixture.client.post(new Environment("production", "", "blue"), List.of(FULL, BARE));

        assertThat(JSON.readTree(fixture.onlyCall().body()).propertyNames())
                .containsExactlyInAnyOrder("logical_environment", "deployments", "partial_success", "return_records");
    }

    @Test
    void saysWhoItIsAndWhatItSpeaks() {
        fixture.post(1);

        assertThat(fixture.onlyCall().headers())
                .containsEntry("Accept", "application/vnd.github+json")
                .containsEntry("X-GitHub-Api-Version", "2022-11-28")
                .containsEntry("User-Agent", "deployment-tracker/1.2.3")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Authorization", "Bearer " + ClientFixture.TOKEN);
    }

    @Test
    void sendsTextBeyondAsciiUnharmed() {
        var record = new DeploymentRecord(
                "shop/größe-🚀/main",
                Status.DEPLOYED,
                new Artifact("ghcr.io/acme/web", ClientFixture.digest(1), null),
                Metadata.NONE);

        fixture.client.post(ClientFixture.PRODUCTION, List.of(record));

        assertThat(fixture.gitHub.view()).containsOnlyKeys("shop/größe-🚀/main");
    }

    @Test
    void remembersHowManyCallsAreLeft() {
        assertThat(fixture.client.remainingBudget()).isEmpty();

        fixture.answer(200, "{}", Map.of("x-ratelimit-remaining", "4711")).post(1);

        assertThat(fixture.client.remainingBudget()).hasValue(4711);
    }

    @Test
    void keepsTheLastBudgetWhereAnAnswerStatesNone() {
        fixture.answer(200, "{}", Map.of("x-ratelimit-remaining", "4711")).post(1);

        fixture.answer(502, "").post(1);

        assertThat(fixture.client.remainingBudget()).hasValue(4711);
    }

    @Test
    void budgetThatIsNoNumberIsPassedOver() {
        fixture.answer(200, "{}", Map.of("x-ratelimit-remaining", "plenty"));

        assertThat(fixture.post(1)).containsExactly(new Accepted());
        assertThat(fixture.client.remainingBudget()).isEmpty();
    }

    private static void assertBody(Call call, String expected) {
        assertThat(JSON.readTree(call.body())).isEqualTo(JSON.readTree(expected));
    }
}
