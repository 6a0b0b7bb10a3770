package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.cluster.MiniCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands that show rows and change some of them, while the packaged controller runs. */
class RowCommandsIT {
    @AutoClose
    private final OperatedTracker tracker;

    RowCommandsIT(@TempDir Path folder) throws Exception {
        tracker = new OperatedTracker(folder);
    }

    @BeforeEach
    void deliverTheFirst() throws Exception {
        tracker.awaitDelivered(1);
    }

    @Test
    void rowsAreListedAndDeploymentsShown() throws Exception {
        tracker.bury("bad");

        assertThat(tracker.commands.done("list").lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("ID  STATE      DEPLOYMENT");
        assertThat(tracker.commands.done("list", "--state", "dead", "--error", "validation"))
                .contains("shop/bad/app", "HTTP 422");
        assertThat(tracker.commands.done("list", "--name", "shop/none/*")).isEqualTo("no row matches");
        assertThat(tracker.commands.json("list", "--namespace", "shop", "--limit", "5"))
                .hasSize(2);
        assertThat(tracker.commands
                        .json("list", "--state", "delivered")
                        .at("/0/deployment_name")
                        .asString())
                .isEqualTo("shop/web/app");

        assertThat(tracker.commands.done("show", "shop/bad/app"))
                .contains(
                        "workload:     Deployment shop/bad", "cluster has:  deployed", "GitHub has:   nothing", "dead");
        JsonNode web = tracker.commands.json("show", "shop/web/app");
        assertThat(web.at("/0/github/image").asString()).isEqualTo("ghcr.io/lab-org/web:v1");
        assertThat(web.at("/0/rows")).hasSize(1);
        assertThat(tracker.commands.json("show", "shop/bad/app").at("/0/github").isNull())
                .isTrue();

        assertThat(tracker.commands.run("show", "shop/none/app")).isEqualTo(1);
        assertThat(tracker.commands.errors()).contains("no deployment is called 'shop/none/app'");
    }

    @Test
    void aNameThatTwoWorkloadsRenderIsShownWithBoth() throws Exception {
        tracker.cluster.statefulSet("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v2"));
        tracker.process().awaitMetric("deptracker_containers_skipped_total{reason=\"name_taken\"}", 1);
        tracker.awaitLog("belongs to another workload");

        assertThat(tracker.commands.done("show", "shop/web/app"))
                .contains("workload:     Deployment shop/web", "contested by: StatefulSet shop/web; see DN_TEMPLATE");
        assertThat(tracker.commands.done("list", "--name", "shop/web/app"))
                .endsWith(
                        "shop/web/app belongs to Deployment shop/web, and is also rendered by StatefulSet shop/web; see"
                                + " DN_TEMPLATE");
        assertThat(tracker.commands
                        .json("show", "shop/web/app")
                        .at("/0/contested_by/0")
                        .asString())
                .isEqualTo("StatefulSet shop/web");

        tracker.cluster.scale("shop", "web", 0);
        tracker.awaitDelivered(2);
        assertThat(tracker.commands.done("show", "shop/web/app"))
                .contains("workload:     StatefulSet shop/web")
                .doesNotContain("contested by");
        assertThat(tracker.commands.json("list").at("/0/contested_by")).isEmpty();
    }

    @Test
    void theDeadAreRevivedAndDelivered() throws Exception {
        tracker.bury("bad");
        tracker.github.allow(MiniCluster.digestOf(OperatedTracker.image("bad")));

        assertThat(tracker.commands.run("revive", "--state", "dead")).isEqualTo(2);
        assertThat(tracker.commands.errors()).contains("1 row would be revived", "add --yes");
        tracker.commands.answer = "n";
        assertThat(tracker.commands.done("revive", "--state", "dead")).isEqualTo("nothing was changed");
        assertThat(tracker.commands.asked).containsExactly("1 row will be revived. Continue? [y/N] ");
        assertThat(tracker.commands.done("list", "--state", "dead")).contains("shop/bad/app");
        tracker.commands.answer = "y";
        assertThat(tracker.commands.done("revive", "--state", "dead")).isEqualTo("1 row revived");

        tracker.awaitDelivered(2);
        assertThat(tracker.github.view()).containsKey("shop/bad/app");
        assertThat(tracker.commands.done("revive", "--name", "*", "--yes"))
                .isEqualTo("no row that can be revived matches");
    }

    @Test
    void whatGitHubLostIsPostedAgain() throws Exception {
        tracker.bury("bad");
        assertThat(tracker.commands.run("resend", "--all")).isEqualTo(2);
        assertThat(tracker.commands.errors()).contains("2 deployments would be posted again", "add --yes");
        tracker.commands.answer = "y";
        assertThat(tracker.commands.done("resend", "--name", "shop/web/*")).isEqualTo("1 deployment posted again");
        assertThat(tracker.commands.asked).containsExactly("1 deployment will be posted again. Continue? [y/N] ");

        tracker.awaitDelivered(2);
        assertThat(tracker.github.accepted())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.deploymentName()).isEqualTo("shop/web/app"));

        // Replaces a dead row, like a change in the tracker.cluster.
        tracker.github.allow(MiniCluster.digestOf(OperatedTracker.image("bad")));
        assertThat(tracker.commands.done("resend", "--namespace", "shop", "--yes"))
                .isEqualTo("2 deployments posted again");
        tracker.awaitDelivered(4);
        assertThat(tracker.github.view()).containsKey("shop/bad/app");
        assertThat(tracker.process().metric(OperatedTracker.DEAD)).isZero();
    }

    @Test
    void whatIsDiscardedIsNeverTold() throws Exception {
        tracker.commands.done("pause");
        tracker.process().awaitMetric("deptracker_gate_shut{reason=\"paused\"}", 1);
        tracker.deploy("secret");
        tracker.process().awaitMetric(OperatedTracker.PENDING, 1);

        assertThat(tracker.commands.done("discard", "--name", "shop/secret/*", "--yes"))
                .isEqualTo("1 row discarded");
        tracker.commands.done("resume");
        tracker.deploy("api");
        tracker.awaitDelivered(2);

        assertThat(tracker.github.view()).containsOnlyKeys("shop/web/app", "shop/api/app");
        assertThat(tracker.commands.done("list", "--error", "discarded by hand"))
                .contains("superseded", "shop/secret/app");
        assertThat(tracker.commands.done("verify")).isEqualTo("ok");
        // The comparison of a restart does not enqueue it again.
        assertThat(tracker.process().terminate()).isZero();
        int calls = tracker.github.calls().size();
        tracker.startAgain(Map.of());
        tracker.process().awaitMetric("deptracker_events_processed_ok{event_type=\"CREATED\"}", 3);
        assertThat(tracker.process().metric(OperatedTracker.PENDING)).isZero();
        assertThat(tracker.github.calls()).hasSize(calls);
    }

    @Test
    void whatIsFinishedIsPrunedNow() {
        assertThat(tracker.commands.done("prune")).isEqualTo("0 rows pruned");
        assertThat(tracker.commands.done("prune", "--retention", "0s")).isEqualTo("1 row pruned");
        assertThat(tracker.commands.run("prune", "--retention", "7")).isEqualTo(2);
        assertThat(tracker.commands.errors()).contains("RETENTION: is not a duration");
    }
}
