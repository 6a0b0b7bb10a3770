package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each command while the packaged controller runs. */
class CommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DEAD = "deptracker_outbox_rows{state=\"dead\"}";
    private static final String PENDING = "deptracker_outbox_rows{state=\"pending\"}";

    @TempDir
    private Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
    private final Commands commands = new Commands();
    private TrackerProcess tracker;

    @BeforeEach
    void start() throws Exception {
        // No other setting: a command on the file needs none.
        commands.variables.put("OUTBOX_PATH", folder.resolve("data/outbox.db").toString());
        deploy("web");
        tracker = TrackerProcess.start(
                folder,
                server.kubeconfig(folder),
                Map.of("BASE_URL", github.baseUrl().toString(), "BATCH_SIZE", "1"));
        delivered(1);
    }

    @AfterEach
    void close() {
        tracker.close();
        github.close();
        server.close();
    }

    @Test
    void whatIsPausedWaitsAndIsShownAndGoesOnWhenItIsResumed() throws Exception {
        assertThat(commands.done("pause", "--reason", "tokens change")).startsWith("paused");
        tracker.awaitMetric("deptracker_gate_shut{reason=\"paused\"}", 1);
        assertThat(commands.done("pause", "--reason", "still")).startsWith("it was paused already, since 20");
        awaitLog("paused by an operator");
        deploy("api");
        tracker.awaitMetric(PENDING, 1);

        assertThat(commands.done("backlog"))
                .contains("1 pending, 0 leased", "oldest:    owed for", "gate:      open", ": still");
        JsonNode backlog = commands.json("backlog");
        assertThat(backlog.at("/rows/pending").asInt()).isEqualTo(1);
        assertThat(backlog.at("/pause/reason").asString()).isEqualTo("still");
        assertThat(github.calls()).hasSize(1);

        assertThat(commands.done("resume")).isEqualTo("resumed");
        delivered(2);
        assertThat(github.calls()).hasSize(2);
        awaitLog("resumed by an operator");
        assertThat(commands.done("resume")).isEqualTo("it was not paused");
        assertThat(commands.done("backlog")).contains("oldest:    none", "paused:    no");
        assertThat(commands.json("backlog").get("pause").isNull()).isTrue();
    }

    @Test
    void aGateThatIsShutForTooLongIsOpenedByHand() throws Exception {
        assertThat(commands.done("resume", "--gate")).isEqualTo("the gate was open");
        github.answerWith(
                _ -> Optional.of(Reply.status(429, "{\"message\":\"slow down\"}", Map.of("Retry-After", "3600"))));
        deploy("api");
        tracker.awaitMetric("deptracker_gate_shut{reason=\"rate_limit\"}", 1);
        github.answerNormally();
        assertThat(commands.done("resume")).isEqualTo("it was not paused");
        assertThat(github.view()).doesNotContainKey("shop/api/app");

        assertThat(commands.done("resume", "--gate"))
                .startsWith("opened: it was shut by rate_limit for ")
                .endsWith("HTTP 429: slow down");

        delivered(2);
        awaitLog("opened by an operator");
        assertThat(commands.done("backlog")).contains("gate:      open");
        commands.done("pause");
        assertThat(commands.done("resume", "--gate")).contains("the gate was open", "delivery is paused since 20");
    }

    @Test
    void rowsAreListedAndDeploymentsShown() throws Exception {
        bury("bad");

        assertThat(commands.done("list").lines()).hasSize(3).first().asString().startsWith("ID  STATE      DEPLOYMENT");
        assertThat(commands.done("list", "--state", "dead", "--error", "validation"))
                .contains("shop/bad/app", "HTTP 422");
        assertThat(commands.done("list", "--name", "shop/none/*")).isEqualTo("no row matches");
        assertThat(commands.json("list", "--namespace", "shop", "--limit", "5")).hasSize(2);
        assertThat(commands.json("list", "--state", "delivered")
                        .at("/0/deployment_name")
                        .asString())
                .isEqualTo("shop/web/app");

        assertThat(commands.done("show", "shop/bad/app"))
                .contains(
                        "workload:     Deployment shop/bad", "cluster has:  deployed", "GitHub has:   nothing", "dead");
        JsonNode web = commands.json("show", "shop/web/app");
        assertThat(web.at("/0/github/image").asString()).isEqualTo("ghcr.io/lab-org/web:v1");
        assertThat(web.at("/0/rows")).hasSize(1);
        assertThat(commands.json("show", "shop/bad/app").at("/0/github").isNull())
                .isTrue();

        assertThat(commands.run("show", "shop/none/app")).isEqualTo(1);
        assertThat(commands.errors()).contains("no deployment is called 'shop/none/app'");
    }

    @Test
    void theDeadAreRevivedAndDelivered() throws Exception {
        bury("bad");
        github.allow(MiniCluster.digestOf(image("bad")));

        assertThat(commands.run("revive", "--state", "dead")).isEqualTo(2);
        assertThat(commands.errors()).contains("1 row would be revived", "add --yes");
        commands.answer = "n";
        assertThat(commands.done("revive", "--state", "dead")).isEqualTo("nothing was changed");
        assertThat(commands.asked).containsExactly("1 row will be revived. Continue? [y/N] ");
        assertThat(commands.done("list", "--state", "dead")).contains("shop/bad/app");
        commands.answer = "y";
        assertThat(commands.done("revive", "--state", "dead")).isEqualTo("1 row revived");

        delivered(2);
        assertThat(github.view()).containsKey("shop/bad/app");
        assertThat(commands.done("revive", "--name", "*", "--yes")).isEqualTo("no row that can be revived matches");
    }

    @Test
    void whatGitHubLostIsPostedAgain() throws Exception {
        bury("bad");
        assertThat(commands.run("resend", "--all")).isEqualTo(2);
        assertThat(commands.errors()).contains("2 deployments would be posted again", "add --yes");
        commands.answer = "y";
        assertThat(commands.done("resend", "--name", "shop/web/*")).isEqualTo("1 deployment posted again");
        assertThat(commands.asked).containsExactly("1 deployment will be posted again. Continue? [y/N] ");

        delivered(2);
        assertThat(github.accepted())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.deploymentName()).isEqualTo("shop/web/app"));

        // Replaces a dead row, like a change in the cluster.
        github.allow(MiniCluster.digestOf(image("bad")));
        assertThat(commands.done("resend", "--namespace", "shop", "--yes")).isEqualTo("2 deployments posted again");
        delivered(4);
        assertThat(github.view()).containsKey("shop/bad/app");
        assertThat(tracker.metric(DEAD)).isZero();
    }

    @Test
    void aRetiredClusterRecordsNothingUntilThatIsUndone() throws Exception {
        assertThat(commands.run("retire")).isEqualTo(2);
        assertThat(commands.errors()).contains("everything of lab would be decommissioned", "add --yes");
        commands.answer = "no";
        assertThat(commands.done("retire")).isEqualTo("nothing was changed");
        commands.answer = "lab";
        assertThat(commands.done("retire"))
                .contains("retired: 1 deployment decommissioned", "[" + "#".repeat(30) + "] 1 of 1 decommissioned");

        assertThat(github.view().values()).extracting(ReceivedRecord::status).containsExactly("decommissioned");
        deploy("api");
        tracker.awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 2);
        awaitLog("the cluster is retired");
        assertThat(commands.done("backlog")).contains("oldest:    none", "retired:   since 20");
        assertThat(commands.json("backlog").get("retired_since").isNull()).isFalse();
        // A restart does not post what still runs.
        assertThat(tracker.terminate()).isZero();
        int calls = github.calls().size();
        commands.answer = null;
        assertThat(commands.done("retire")).contains("retired since 20", "1 of 1 decommissioned");
        tracker = TrackerProcess.start(
                folder,
                folder.resolve("kubeconfig"),
                Map.of("BASE_URL", github.baseUrl().toString()));
        tracker.awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 2);
        assertThat(github.calls()).hasSize(calls);

        assertThat(commands.done("retire", "--undo")).startsWith("the cluster is no longer retired");
        assertThat(commands.done("retire", "--undo")).isEqualTo("the cluster was not retired");

        github.awaitAccepted(4, PATIENCE);
        assertThat(github.view().values()).extracting(ReceivedRecord::status).containsOnly("deployed");
    }

    @Test
    void aRetirementNeedsAControllerAndNamesWhatItCanNotDeliver() throws Exception {
        assertThat(tracker.terminate()).isZero();
        assertThat(commands.run("retire", "--yes")).isEqualTo(1);
        assertThat(commands.errors())
                .isEqualTo("1 decommission not delivered yet, but no controller holds the outbox:"
                        + " start one to deliver them");

        github.poison(MiniCluster.digestOf(image("web")));
        tracker = TrackerProcess.start(
                folder,
                folder.resolve("kubeconfig"),
                Map.of("BASE_URL", github.baseUrl().toString()));
        tracker.awaitMetric(DEAD, 1);

        assertThat(commands.run("retire")).isEqualTo(1);
        assertThat(commands.out()).contains("0 of 1 decommissioned", "dead", "shop/web/app", "HTTP 422");
        assertThat(commands.errors()).isEqualTo("1 row not delivered: fix the cause, then revive them");
    }

    @Test
    void whatIsDiscardedIsNeverTold() throws Exception {
        commands.done("pause");
        tracker.awaitMetric("deptracker_gate_shut{reason=\"paused\"}", 1);
        deploy("secret");
        tracker.awaitMetric(PENDING, 1);

        assertThat(commands.done("discard", "--name", "shop/secret/*", "--yes")).isEqualTo("1 row discarded");
        commands.done("resume");
        deploy("api");
        delivered(2);

        assertThat(github.view()).containsOnlyKeys("shop/web/app", "shop/api/app");
        assertThat(commands.done("list", "--error", "discarded by hand")).contains("superseded", "shop/secret/app");
        assertThat(commands.done("verify")).isEqualTo("ok");
        // The comparison of a restart does not enqueue it again.
        assertThat(tracker.terminate()).isZero();
        int calls = github.calls().size();
        tracker = TrackerProcess.start(
                folder,
                folder.resolve("kubeconfig"),
                Map.of("BASE_URL", github.baseUrl().toString()));
        tracker.awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 3);
        assertThat(tracker.metric(PENDING)).isZero();
        assertThat(github.calls()).hasSize(calls);
    }

    @Test
    void whatIsFinishedIsPrunedNow() {
        assertThat(commands.done("prune")).isEqualTo("0 rows pruned");
        assertThat(commands.done("prune", "--retention", "0s")).isEqualTo("1 row pruned");
        assertThat(commands.run("prune", "--retention", "7")).isEqualTo(2);
        assertThat(commands.errors()).contains("RETENTION: is not a duration");
    }

    @Test
    void aCopyIsAnOutboxThatAnotherControllerTakesUp() throws Exception {
        Path copy = folder.resolve("copy.db");
        assertThat(commands.done("backup", copy.toString())).contains("copy.db is a copy of");
        assertThat(commands.run("backup", copy.toString())).isEqualTo(1);
        assertThat(commands.errors()).contains("exists already");
        assertThat(commands.done("verify", "--outbox", copy.toString())).isEqualTo("ok");
        assertThat(commands.json("verify")).isEmpty();
        assertThat(tracker.terminate()).isZero();
        List<ReceivedRecord> told = github.accepted();

        tracker = TrackerProcess.start(
                folder,
                folder.resolve("kubeconfig"),
                Map.of("BASE_URL", github.baseUrl().toString(), "OUTBOX_PATH", copy.toString()));

        // The copy may lack later changes, so every deployment is posted once more, and nothing else.
        github.awaitAccepted(told.size() + 1, Duration.ofSeconds(60));
        assertThat(github.accepted()).hasSize(told.size() + 1).last().isEqualTo(told.getLast());
    }

    @Test
    void wrongUseIsRefusedAndChangesNothing() throws Exception {
        Path file = folder.resolve("data/outbox.db");
        for (var wrong : List.of(
                List.of("revive"),
                List.of("discard", "--yes"),
                List.of("resend", "--yes"),
                List.of("resend", "--all", "--name", "*"),
                List.of("list", "--state", "lost"),
                List.of("list", "--limit", "0"),
                List.of("show"),
                List.of("backup"))) {
            assertThat(commands.run(wrong.toArray(String[]::new)))
                    .as("%s", wrong)
                    .isEqualTo(2);
            assertThat(commands.errors()).isNotEmpty();
        }
        commands.variables.put("OUTBOX_PATH", file.resolveSibling("none.db").toString());
        for (String command : List.of("backlog", "list", "verify", "pause", "resume", "prune")) {
            assertThat(commands.run(command)).isEqualTo(1);
            assertThat(commands.errors()).contains("none.db does not exist");
        }
        assertThat(file.resolveSibling("none.db")).doesNotExist();
        // A dry run has a file of its own unless one is named.
        commands.variables.putAll(Map.of("OUTBOX_PATH", file.toString(), "DRY_RUN", "true"));
        assertThat(commands.run("backlog")).isEqualTo(1);
        assertThat(commands.errors()).contains("outbox.db.dry-run does not exist");
        assertThat(commands.run("backlog", "--outbox", file.toString())).isZero();
        assertThat(Files.exists(file)).isTrue();
    }

    @Test
    void aNameThatTwoWorkloadsRenderIsShownWithBoth() throws Exception {
        cluster.statefulSet("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v2"));
        tracker.awaitMetric("deptracker_containers_skipped_total{reason=\"name_taken\"}", 1);
        awaitLog("belongs to another workload");

        assertThat(commands.done("show", "shop/web/app"))
                .contains("workload:     Deployment shop/web", "contested by: StatefulSet shop/web; see DN_TEMPLATE");
        assertThat(commands.done("list", "--name", "shop/web/app"))
                .endsWith(
                        "shop/web/app belongs to Deployment shop/web, and is also rendered by StatefulSet shop/web; see"
                                + " DN_TEMPLATE");
        assertThat(commands.json("show", "shop/web/app").at("/0/contested_by/0").asString())
                .isEqualTo("StatefulSet shop/web");

        cluster.scale("shop", "web", 0);
        delivered(2);
        assertThat(commands.done("show", "shop/web/app"))
                .contains("workload:     StatefulSet shop/web")
                .doesNotContain("contested by");
        assertThat(commands.json("list").at("/0/contested_by")).isEmpty();
    }

    private void bury(String name) {
        github.poison(MiniCluster.digestOf(image(name)));
        deploy(name);
        tracker.awaitMetric(DEAD, 1);
    }

    private void deploy(String name) {
        cluster.deployment("shop", name, 1, Map.of("app", image(name)));
    }

    private static String image(String name) {
        return "ghcr.io/lab-org/" + name + ":v1";
    }

    private void delivered(int rows) throws Exception {
        github.awaitAccepted(rows, PATIENCE);
        tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", rows);
    }

    private void awaitLog(String text) {
        await().atMost(PATIENCE).until(() -> tracker.log().contains(text));
    }
}
