package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands that control the packaged controller as a whole while it runs: pause, resume, retire and backup. */
class ControlCommandsIT {
    private final Path folder;

    @AutoClose
    private final OperatedTracker tracker;

    ControlCommandsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        tracker = new OperatedTracker(folder);
    }

    @BeforeEach
    void deliverTheFirst() throws Exception {
        tracker.awaitDelivered(1);
    }

    @Test
    void whatIsPausedWaitsAndIsShownAndGoesOnWhenItIsResumed() throws Exception {
        assertThat(tracker.commands.done("pause", "--reason", "tokens change")).startsWith("paused");
        tracker.process().awaitMetric("deptracker_gate_shut{reason=\"paused\"}", 1);
        assertThat(tracker.commands.done("pause", "--reason", "still")).startsWith("it was paused already, since 20");
        tracker.awaitLog("paused by an operator");
        tracker.deploy("api");
        tracker.process().awaitMetric(OperatedTracker.PENDING, 1);

        assertThat(tracker.commands.done("backlog"))
                .contains("1 pending, 0 leased", "oldest:    owed for", "gate:      open", ": still");
        JsonNode backlog = tracker.commands.json("backlog");
        assertThat(backlog.at("/rows/pending").asInt()).isEqualTo(1);
        assertThat(backlog.at("/pause/reason").asString()).isEqualTo("still");
        assertThat(tracker.github.calls()).hasSize(1);

        assertThat(tracker.commands.done("resume")).isEqualTo("resumed");
        tracker.awaitDelivered(2);
        assertThat(tracker.github.calls()).hasSize(2);
        tracker.awaitLog("resumed by an operator");
        assertThat(tracker.commands.done("resume")).isEqualTo("it was not paused");
        assertThat(tracker.commands.done("backlog")).contains("oldest:    none", "paused:    no");
        assertThat(tracker.commands.json("backlog").get("pause").isNull()).isTrue();
    }

    @Test
    void aGateThatIsShutForTooLongIsOpenedByHand() throws Exception {
        assertThat(tracker.commands.done("resume", "--gate")).isEqualTo("the gate was open");
        tracker.github.answerWith(
                _ -> Optional.of(Reply.status(429, "{\"message\":\"slow down\"}", Map.of("Retry-After", "3600"))));
        tracker.deploy("api");
        tracker.process().awaitMetric("deptracker_gate_shut{reason=\"rate_limit\"}", 1);
        tracker.github.answerNormally();
        assertThat(tracker.commands.done("resume")).isEqualTo("it was not paused");
        assertThat(tracker.github.view()).doesNotContainKey("shop/api/app");

        assertThat(tracker.commands.done("resume", "--gate"))
                .startsWith("opened: it was shut by rate_limit for ")
                .endsWith("HTTP 429: slow down");

        tracker.awaitDelivered(2);
        tracker.awaitLog("opened by an operator");
        assertThat(tracker.commands.done("backlog")).contains("gate:      open");
        tracker.commands.done("pause");
        assertThat(tracker.commands.done("resume", "--gate"))
                .contains("the gate was open", "delivery is paused since 20");
    }

    @Test
    void aRetiredClusterRecordsNothingUntilThatIsUndone() throws Exception {
        assertThat(tracker.commands.run("retire")).isEqualTo(2);
        assertThat(tracker.commands.errors()).contains("everything of lab would be decommissioned", "add --yes");
        tracker.commands.answer = "no";
        assertThat(tracker.commands.done("retire")).isEqualTo("nothing was changed");
        tracker.commands.answer = "lab";
        assertThat(tracker.commands.done("retire"))
                .contains("retired: 1 deployment decommissioned", "[" + "#".repeat(30) + "] 1 of 1 decommissioned");

        assertThat(tracker.github.view().values())
                .extracting(ReceivedRecord::status)
                .containsExactly("decommissioned");
        tracker.deploy("api");
        tracker.process().awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 2);
        tracker.awaitLog("the cluster is retired");
        assertThat(tracker.commands.done("backlog")).contains("oldest:    none", "retired:   since 20");
        assertThat(tracker.commands.json("backlog").get("retired_since").isNull())
                .isFalse();
        // A restart does not post what still runs.
        assertThat(tracker.process().terminate()).isZero();
        int calls = tracker.github.calls().size();
        tracker.commands.answer = null;
        assertThat(tracker.commands.done("retire")).contains("retired since 20", "1 of 1 decommissioned");
        tracker.startAgain(Map.of());
        tracker.process().awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 2);
        assertThat(tracker.github.calls()).hasSize(calls);

        assertThat(tracker.commands.done("retire", "--undo")).startsWith("the cluster is no longer retired");
        assertThat(tracker.commands.done("retire", "--undo")).isEqualTo("the cluster was not retired");

        tracker.github.awaitAccepted(4, OperatedTracker.PATIENCE);
        assertThat(tracker.github.view().values())
                .extracting(ReceivedRecord::status)
                .containsOnly("deployed");
    }

    @Test
    void aRetirementNeedsAControllerAndNamesWhatItCanNotDeliver() throws Exception {
        assertThat(tracker.process().terminate()).isZero();
        assertThat(tracker.commands.run("retire", "--yes")).isEqualTo(1);
        assertThat(tracker.commands.errors())
                .isEqualTo("1 decommission not delivered yet, but no controller holds the outbox:"
                        + " start one to deliver them");

        tracker.github.poison(MiniCluster.digestOf(OperatedTracker.image("web")));
        tracker.startAgain(Map.of());
        tracker.process().awaitMetric(OperatedTracker.DEAD, 1);

        assertThat(tracker.commands.run("retire")).isEqualTo(1);
        assertThat(tracker.commands.out()).contains("0 of 1 decommissioned", "dead", "shop/web/app", "HTTP 422");
        assertThat(tracker.commands.errors()).isEqualTo("1 row not delivered: fix the cause, then revive them");
    }

    @Test
    void aCopyIsAnOutboxThatAnotherControllerTakesUp() throws Exception {
        Path copy = folder.resolve("copy.db");
        assertThat(tracker.commands.done("backup", copy.toString())).contains("copy.db is a copy of");
        assertThat(tracker.commands.run("backup", copy.toString())).isEqualTo(1);
        assertThat(tracker.commands.errors()).contains("exists already");
        assertThat(tracker.commands.done("verify", "--outbox", copy.toString())).isEqualTo("ok");
        assertThat(tracker.commands.json("verify")).isEmpty();
        assertThat(tracker.process().terminate()).isZero();
        List<ReceivedRecord> told = tracker.github.accepted();

        tracker.startAgain(Map.of("OUTBOX_PATH", copy.toString()));

        // The copy may lack later changes, so every deployment is posted once more, and nothing else.
        tracker.github.awaitAccepted(told.size() + 1, Duration.ofSeconds(60));
        assertThat(tracker.github.accepted()).hasSize(told.size() + 1).last().isEqualTo(told.getLast());
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
            assertThat(tracker.commands.run(wrong.toArray(String[]::new)))
                    .as("%s", wrong)
                    .isEqualTo(2);
            assertThat(tracker.commands.errors()).isNotEmpty();
        }
        tracker.commands.variables.put(
                "OUTBOX_PATH", file.resolveSibling("none.db").toString());
        for (String command : List.of("backlog", "list", "verify", "pause", "resume", "prune")) {
            assertThat(tracker.commands.run(command)).isEqualTo(1);
            assertThat(tracker.commands.errors()).contains("none.db does not exist");
        }
        assertThat(file.resolveSibling("none.db")).doesNotExist();
        // A dry run has a file of its own unless one is named.
        tracker.commands.variables.putAll(Map.of("OUTBOX_PATH", file.toString(), "DRY_RUN", "true"));
        assertThat(tracker.commands.run("backlog")).isEqualTo(1);
        assertThat(tracker.commands.errors()).contains("outbox.db.dry-run does not exist");
        assertThat(tracker.commands.run("backlog", "--outbox", file.toString())).isZero();
        assertThat(Files.exists(file)).isTrue();
    }
}
