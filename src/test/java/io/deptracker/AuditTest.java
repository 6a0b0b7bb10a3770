package io.deptracker;

import static io.deptracker.DeliveredOutbox.digest;
import static io.deptracker.DeliveredOutbox.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.SilentPipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit compares what GitHub has with what it accepted. */
class AuditTest {
    private static final Metadata MARKED =
            new Metadata(Map.of("team", "pay"), Set.of(RuntimeRisk.INTERNET_EXPOSED), null);
    private static final String PENDING = "SELECT count(*) FROM outbox WHERE state = 'pending'";

    @TempDir
    private Path folder;

    private final GitHubStandIn github = GitHubStandIn.start();
    private final Commands commands = new Commands();
    private DeliveredOutbox outbox;

    @BeforeEach
    void open() throws Exception {
        Path path = folder.resolve("outbox.db");
        outbox = new DeliveredOutbox(path, github);
        commands.setRequired(path);
        commands.variables.putAll(
                Map.of("PACE", "100", "BASE_URL", github.baseUrl().toString()));
        outbox.deliver(record("web", 1, MARKED));
        outbox.deliver(record("api", 2, Metadata.NONE));
        outbox.deliver(record("copy", 2, Metadata.NONE));
    }

    @AfterEach
    void close() {
        github.close();
    }

    @Test
    void whereGitHubHasWhatItAcceptedNothingDiffers() throws Exception {
        outbox.owe(record("new", 3, Metadata.NONE));

        assertThat(commands.done("audit").lines())
                .containsExactly(
                        "0 of 2 digests read",
                        "2 of 2 digests read",
                        "audited:       3 deployments of 2 digests, 2 digests read",
                        "differ:        0",
                        "not audited:   1 that are not delivered yet or known to differ",
                        "status:        cannot be audited: GitHub does not return whether a record is deployed or"
                                + " decommissioned");
        // A call for each digest, not for each deployment.
        assertThat(github.reads()).isEqualTo(2);
    }

    @Test
    void plainHttpDoesNotGoThroughTheProxy() throws Exception {
        try (var proxy = new SilentPipe(github.baseUrl().getPort())) {
            commands.variables.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            assertThat(commands.done("audit")).contains("2 of 2 digests read");
            assertThat(proxy.accepted()).isZero();
        }
    }

    @Test
    void atATerminalABarShowsHowFarItIs() {
        commands.answer = "";

        assertThat(commands.done("audit"))
                .startsWith("[" + "-".repeat(30) + "] 0 of 2 digests read")
                .contains("\r[" + "#".repeat(15) + "-".repeat(15) + "] 1 of 2 digests read")
                .contains("\r[" + "#".repeat(30) + "] 2 of 2 digests read");
    }

    @Test
    void aRecordThatIsGoneIsNamedAndPostedAgain() throws Exception {
        editStored(records -> records.replace("shop/copy/app", "shop/other/app"));

        assertThat(commands.run("audit")).isEqualTo(3);
        assertThat(commands.out())
                .contains("shop/copy/app: no record at GitHub for its digest " + digest(2), "differ:        1");
        assertThat(outbox.number(PENDING)).isZero();

        assertThat(commands.run("audit", "--fix")).isEqualTo(3);
        assertThat(commands.out()).endsWith("posted again:  1");
        assertThat(outbox.number(PENDING + " AND digest = '" + digest(2) + "'")).isEqualTo(1);
        // It is in the backlog now and no longer compared.
        assertThat(commands.done("audit")).contains("differ:        0", "not audited:   1 ");
    }

    @Test
    void otherTagsAndRisksAreNamed() throws Exception {
        editStored(records -> records.replace("\"pay\"", "\"shop\"").replace("internet-exposed", "sensitive-data"));

        assertThat(commands.run("audit")).isEqualTo(3);

        assertThat(commands.out())
                .contains("shop/web/app: tags {team=pay}, at GitHub {team=shop}; runtime risks [internet-exposed],"
                        + " at GitHub [sensitive-data]");
    }

    @Test
    void aRecordOfAnotherClusterIsAnotherRecord() throws Exception {
        editStored(records -> records.replace("\"lab\"", "\"other\""));

        assertThat(commands.run("audit")).isEqualTo(3);

        assertThat(commands.out()).contains("differ:        3");
    }

    @Test
    void aDigestThatGitHubDoesNotKnowIsADifferenceOfItsDeployments() {
        github.unknown(digest(2));

        assertThat(commands.run("audit")).isEqualTo(3);
        assertThat(commands.out())
                .contains("shop/api/app: GitHub knows no artifact of its digest " + digest(2), "differ:        2")
                .doesNotContain("permission");

        github.unknown(digest(1));
        assertThat(commands.run("audit")).isEqualTo(3);
        assertThat(commands.out()).contains("GitHub knows none of the digests: the credential may lack");
    }

    @Test
    void whatGitHubDoesNotListIsNotTakenForMissing() {
        github.answerReadsWith(Reply.status(200, "{\"total_count\": 9, \"deployment_records\": []}"));

        assertThat(commands.done("audit"))
                .contains("differ:        0", "not compared:  3, because GitHub listed only some records");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"message\": \"Bad credentials\"} | GitHub rejects the credential; replace it: HTTP 401",
                "403 | {\"message\": \"Resource not accessible\"} | may not read deployment records of lab-org",
                "404 | {\"message\": \"Not Found\"} | lab-org is not found",
                "429 | {\"message\": \"slow down\"} | GitHub limits the calls of this credential until 20",
                "403 | {\"message\": \"You have exceeded a secondary rate limit\"} | GitHub limits the calls",
                "200 | <html>please log in</html> | the response is not GitHub's but an intermediary's",
                "200 | {\"ok\": true} | the response is not GitHub's but an intermediary's",
                "403 | <html>blocked</html> | the response is not GitHub's but an intermediary's",
                "502 | <html>bad gateway</html> | unexpected response of GitHub: HTTP 502",
                "500 | {\"message\": \"oops\"} | unexpected response of GitHub: HTTP 500: oops",
            })
    void itStopsWhereNothingCanBeRead(int status, String body, String text) throws Exception {
        github.answerReadsWith(Reply.status(status, body));

        assertThat(commands.run("audit", "--fix")).isEqualTo(1);

        assertThat(commands.errors()).contains(text);
        assertThat(commands.out()).contains("3 deployments of 2 digests, 0 digests read");
        assertThat(github.reads()).isEqualTo(1);
        assertThat(outbox.number(PENDING)).isZero();
    }

    @Test
    void itDoesNotCallDuringALimitThatTheControllerMet() throws Exception {
        outbox.sql("INSERT INTO gate (id, reason, detail, shut_since, shut_until) VALUES"
                + " (1, 'rate_limit', 'HTTP 429: slow down', 1, 4102444800000)");

        assertThat(commands.run("audit")).isEqualTo(1);

        assertThat(commands.errors())
                .isEqualTo(
                        "GitHub limits the calls of this credential until 2100-01-01T00:00:00Z; try again after that:"
                                + " HTTP 429: slow down");
        assertThat(github.reads()).isZero();
    }

    @Test
    void wrongSettingsAndDryRunsAreRefused() {
        commands.variables.put("DRY_RUN", "true");
        assertThat(commands.run("audit")).isEqualTo(2);
        assertThat(commands.errors()).contains("a dry run posts nothing");
        commands.variables.remove("DRY_RUN");
        commands.variables.put("ORG", "");
        assertThat(commands.run("audit")).isEqualTo(2);
        assertThat(commands.errors()).contains("ORG: is required");
        commands.variables.put("ORG", "lab-org");
        assertThat(commands.run("audit", "--outbox", "/none/outbox.db")).isEqualTo(1);
        assertThat(commands.errors()).contains("does not exist");
    }

    private void editStored(UnaryOperator<String> edit) throws Exception {
        Path file = folder.resolve("records.json");
        github.save(file);
        Files.writeString(file, edit.apply(Files.readString(file)));
        github.load(file);
    }
}
