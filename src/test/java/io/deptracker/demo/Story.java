package io.deptracker.demo;

import static io.deptracker.demo.DemoApp.CART;
import static io.deptracker.demo.DemoApp.CHECKOUT;
import static io.deptracker.demo.DemoApp.INVOICES;
import static io.deptracker.demo.DemoApp.LEDGER;
import static io.deptracker.demo.DemoApp.PROMO;
import static io.deptracker.demo.DemoApp.SEARCH;
import static io.deptracker.demo.DemoApp.WEB;

import io.deptracker.standin.cluster.MiniCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens in the demo, in its order. */
final class Story {
    private static final List<DemoApp> AT_FIRST = List.of(WEB, CART, SEARCH, PROMO, LEDGER, INVOICES);
    private static final int FEW = 3;
    private static final int MANY = 5;
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    private final Stage stage;
    private final Screen screen;
    private final DemoCluster cluster;
    private final DemoGitHub gitHub;

    Story(Stage stage) {
        this.stage = stage;
        this.screen = stage.screen();
        this.cluster = stage.cluster();
        this.gitHub = stage.gitHub();
    }

    /** The tracker has started beside a cluster that it knows. */
    void nothingHasChanged() throws InterruptedException {
        screen.step(
                "The tracker starts again, beside the cluster as the last run left it",
                "It compares the whole cluster with its outbox, which knows what GitHub has accepted.");
        stage.say("cluster", "%d pods".formatted(cluster.pods()));
        stage.awaitQuiet();
        stage.expectCalls(0, 0, "nothing has changed, so there is nothing to say");
    }

    /** The tracker has started after a run that was cut off. */
    void goesOnFromWhereItWas() throws InterruptedException {
        screen.step(
                "The tracker starts again; the last run was cut off",
                "What was owed then stands in the outbox, and what happened unseen shows when it compares.");
        stage.awaitTruth();
        stage.awaitQuiet();
        stage.sumUp(Screen.count(gitHub.calls(), "call") + " to GitHub, which shows what the cluster runs");
    }

    void play() throws InterruptedException {
        workloadsStart();
        rollout();
        scaling();
        cronJob();
        lateAttestation();
        outage();
        deletion();
    }

    private void workloadsStart() throws InterruptedException {
        screen.step("Workloads start", "GitHub is to show each container once, however many pods run it.");
        int calls = gitHub.calls();
        int records = gitHub.records();
        for (DemoApp demoApp : AT_FIRST) {
            if (!cluster.standing(demoApp).present()) {
                String pods = demoApp == INVOICES
                        ? "has not run yet"
                        : demoApp.replicas() + " × " + cluster.nextImage(demoApp);
                stage.inCluster(demoApp.path() + ": " + pods + (demoApp == WEB ? ", each with a sidecar" : ""));
                cluster.start(demoApp);
            }
        }
        stage.awaitTruth();
        stage.sumUp("%d pods; %s in %s"
                .formatted(
                        cluster.pods(),
                        Screen.count(gitHub.records() - records, "record"),
                        Screen.count(gitHub.calls() - calls, "call")));
    }

    private void rollout() throws InterruptedException {
        screen.step("A rollout, pod by pod", "While pods of both versions run, the newer version counts.");
        int calls = gitHub.calls();
        rollOut(WEB);
        stage.awaitTruth();
        stage.pass(Duration.ofSeconds(1));
        stage.expectCalls(calls, 1, "one record, of the container that changed");
    }

    private void scaling() throws InterruptedException {
        screen.step("Scaling");
        int calls = gitHub.calls();
        int replicas = cluster.standing(WEB).replicas() == FEW ? MANY : FEW;
        stage.inCluster("%s: from %d pods to %d"
                .formatted(WEB.path(), cluster.standing(WEB).replicas(), replicas));
        cluster.scale(WEB, replicas);
        stage.awaitQuiet();
        stage.expectCalls(calls, 0, "the same image runs");
    }

    private void cronJob() throws InterruptedException {
        screen.step("A CronJob runs, twice", "Its pods end before anyone looks; what they ran counts all the same.");
        int calls = gitHub.calls();
        boolean ranBefore = cluster.standing(INVOICES).replicas() > 0;
        stage.inCluster(INVOICES.path() + ": its Job starts, and ends");
        cluster.run(INVOICES);
        stage.awaitTruth();
        stage.inCluster(INVOICES.path() + ": its Job starts, and ends");
        cluster.run(INVOICES);
        stage.awaitQuiet();
        if (ranBefore) {
            stage.expectCalls(calls, 0, "GitHub knows the image from earlier runs");
        } else {
            stage.expectCalls(calls, 1, "the first run brought its image, the second nothing new");
        }
    }

    private void lateAttestation() throws InterruptedException {
        screen.step(
                "An image whose attestation comes late",
                "GitHub takes records only of artifacts that it has an attestation of, and that may come after the image",
                "runs. The row is parked and tried again: for days as a rule, every 3 s in this demo.");
        String image = cluster.nextImage(CHECKOUT);
        String digest = MiniCluster.digestOf(image);
        gitHub.withhold(digest);
        int refused = gitHub.answered404();
        if (cluster.standing(CHECKOUT).present()) {
            rollOut(CHECKOUT);
        } else {
            stage.inCluster(CHECKOUT.path() + ": " + image);
            cluster.start(CHECKOUT);
        }
        if (!stage.waitFor(Duration.ofSeconds(30), () -> gitHub.answered404() > refused)) {
            stage.fault("no record of " + image + " came");
        }
        stage.pass(Duration.ofSeconds(1));
        stage.showOutbox();
        stage.say("build", "the attestation of " + image + " is published");
        gitHub.publish(digest);
        stage.awaitTruth();
    }

    private void outage() throws InterruptedException {
        screen.step(
                "GitHub is down for %d s".formatted(OUTAGE.toSeconds()),
                "The cluster does not wait. After a few faults the tracker shuts the gate: nothing goes out but a probe",
                "now and then, after 1, 2, 4, 8 s. What is owed stands in its file, where a newer row supersedes an older one.",
                "When a probe gets through, the others follow in one call.");
        int refused = gitHub.answered503();
        gitHub.goDown();
        Instant end = Instant.now().plus(OUTAGE);
        stage.say("GitHub", "answers 503 from now on; while nothing changes, nobody notices");
        stage.pass(Duration.ofSeconds(5));
        rollOut(CART);
        stage.inCluster(PROMO.path() + ": deleted");
        cluster.delete(PROMO);
        rollOut(LEDGER);
        stage.pass(Duration.ofSeconds(3));
        stage.showOutbox();
        showGate();
        rollOut(WEB);
        rollOut(CART);
        stage.pass(Duration.between(Instant.now(), end.minusSeconds(2)));
        stage.showOutbox();
        stage.pass(Duration.between(Instant.now(), end));

        int calls = gitHub.calls();
        int records = gitHub.records();
        gitHub.comeBack();
        stage.say("GitHub", "is back");
        showGate();
        stage.awaitTruth();
        stage.sumUp("nothing was lost: %d calls were refused; %d records went out in %d calls"
                .formatted(gitHub.answered503() - refused, gitHub.records() - records, gitHub.calls() - calls));
    }

    private void deletion() throws InterruptedException {
        screen.step("A deletion");
        int calls = gitHub.calls();
        stage.inCluster(SEARCH.path() + ": deleted");
        cluster.delete(SEARCH);
        stage.awaitTruth();
        stage.pass(Duration.ofSeconds(1));
        stage.expectCalls(calls, 1, "GitHub keeps the record, as decommissioned");
    }

    private void rollOut(DemoApp demoApp) throws InterruptedException {
        stage.inCluster("%s: rollout to %s".formatted(demoApp.path(), cluster.nextImage(demoApp)));
        cluster.rollOut(demoApp);
    }

    private void showGate() throws InterruptedException {
        long until = (long) stage.tracker().metric("deptracker_gate_shut_until_seconds");
        long wait = until - Instant.now().getEpochSecond();
        String gate = until == 0
                ? "its gate is open"
                : "its gate is shut; the next probe goes out " + (wait <= 0 ? "now" : "in about " + wait + " s");
        stage.say("tracker", gate);
    }
}
