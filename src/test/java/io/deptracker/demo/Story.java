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

/** The scenes of the demo, in order. */
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

    /** Shows that nothing happens if the tracker starts on a cluster that it knows. */
    void nothingHasChanged() throws InterruptedException {
        screen.step(
                "The tracker starts again; the cluster is as the last run left it",
                "It compares the whole cluster with its outbox, which knows what GitHub has accepted.");
        stage.say("cluster", "%d pods".formatted(cluster.pods()));
        stage.awaitQuiet();
        stage.expectCalls(0, 0, "nothing has changed, so there is nothing to post");
    }

    /** Shows the start of the tracker after a run that was cut off. */
    void continuesAfterCutOff() throws InterruptedException {
        screen.step(
                "The tracker starts again; the last run was cut off",
                "The outbox contains the backlog of that run; the comparison finds what changed since then.");
        stage.awaitTruth();
        stage.awaitQuiet();
        stage.result(Screen.count(gitHub.calls(), "call") + " to GitHub, which shows what the cluster runs");
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
        screen.step("Workloads start", "GitHub shows each container once, no matter how many pods run it.");
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
        stage.result("%d pods; %s in %s"
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
        screen.step("A CronJob runs, twice", "Its pods end quickly, and still their images are recorded.");
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
            stage.expectCalls(calls, 1, "the first run has a new image, the second does not");
        }
    }

    private void lateAttestation() throws InterruptedException {
        screen.step(
                "An image whose attestation comes late",
                "GitHub accepts only records of attested artifacts, and the attestation may be published after the image",
                "runs. The row is parked and tried again: normally for days, in this demo every 3 s.");
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
            stage.fault("no record of " + image + " arrived");
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
                "The cluster keeps changing. After a few faults the tracker shuts the gate and only sends a probe",
                "after 1, 2, 4, 8 s. The backlog is kept in its file, where a newer row supersedes an older one.",
                "When a probe succeeds, the others follow in one call.");
        int refused = gitHub.answered503();
        gitHub.goDown();
        Instant end = Instant.now().plus(OUTAGE);
        stage.say("GitHub", "answers 503 from now on; without changes this has no effect");
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
        stage.result("nothing was lost: %d calls were refused; %d records were posted in %d calls"
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
                : "its gate is shut; the next probe is sent " + (wait <= 0 ? "now" : "in about " + wait + " s");
        stage.say("tracker", gate);
    }
}
